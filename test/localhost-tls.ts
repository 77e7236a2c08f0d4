/** A certificate for `localhost` and `mail.firm.test` and its key, for servers that tests start. Trusted by nobody else. */
export const LOCALHOST_TLS = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBpTCCAUugAwIBAgIUCQv2BHwlsI308UZKIjiBuSKa7T8wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjA3MjY0OFoYDzIxMjYxMDI5
MDcyNjQ4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASTrpRubpovnl48hMTWQ6P53LubX1iiz2Oud6HM/TnWcEX1guSSXbiX
kY8ETo944069ndvU2xVZoZkyMvYusPffo3kwdzAdBgNVHQ4EFgQUEl/UJGE2sXot
8gz8gUoN/JpAKmAwHwYDVR0jBBgwFoAUEl/UJGE2sXot8gz8gUoN/JpAKmAwJAYD
VR0RBB0wG4IJbG9jYWxob3N0gg5tYWlsLmZpcm0udGVzdDAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0gAMEUCIEOs//lxm9e1qr9rAxxmR/M37pqr0vOXwgzA
NRSH+sa/AiEAtuNDLlfBpqgH/glPuetXag/lXDnLa7H7s6lMflLbiuk=
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgtbyc+dq7aqWhX8zk
EB/cdbNJYLLRcjRImelfm8qtMZ+hRANCAASTrpRubpovnl48hMTWQ6P53LubX1ii
z2Oud6HM/TnWcEX1guSSXbiXkY8ETo944069ndvU2xVZoZkyMvYusPff
-----END PRIVATE KEY-----
`,
} as const;
