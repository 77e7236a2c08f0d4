import type { Check, CheckReason, CheckState, TlsChoice } from '#modules/mailservers/schema.ts';

const tls: Record<TlsChoice, string> = {
  starttls: 'STARTTLS, always (usual, port 587)',
  implicit: 'TLS from the first byte (port 465)',
  if_offered: 'STARTTLS where the server offers it',
  none: 'None: everything can be read on the way',
};

const lanes = { transactional: 'Answers and confirmations', personal: 'One person to one person', bulk: 'To many' };

const checks: Record<Check, string> = {
  dkim: 'Signature (DKIM)',
  spf: 'Allowed servers (SPF)',
  dmarc: 'Policy (DMARC)',
  mx: 'Answers arrive (MX)',
  reverse: 'Name of the server (reverse DNS)',
};

const states: Record<CheckState, string> = { pass: 'Right', fail: 'To fix', unknown: 'Not known' };

type Remedies = { [K in Check]: Partial<Record<CheckReason, string>> };

const quiet = 'No name server answered. It is looked at again tomorrow, or check again now.';

/** What was found, and what to do. */
const remedies: Remedies = {
  dkim: {
    ok: 'The record holds our key.',
    no_answer: quiet,
    missing: 'The record is not there yet. Publish the first record below; name servers can take some hours.',
    several: 'There are several records under this name. Leave only the first record below.',
    broken: 'The record can’t be read. Replace it with the first record below.',
    revoked: 'The record is empty, which means: this key is no longer used. Replace it with the first record below.',
    other_key: 'Another key stands there, so receivers take our signature for a forgery. Replace it with the first record below.',
  },
  spf: {
    ok: 'The record allows the servers that mails leave through.',
    no_answer: quiet,
    missing: 'There is no record, so any server may claim to send for you. Publish the second record below.',
    several: 'There are several SPF records, and receivers then ignore them all. Join them into one, as below.',
    broken:
      'Receivers give up on this record: it is wrong, names a domain without a record, or needs more than ten look-ups. Shorten or correct it.',
    not_covered: 'The record does not allow an address that mails leave from. Replace it with the second record below.',
    perhaps_elsewhere:
      'The record does not allow the server mails are handed to. If your provider sends from other addresses, add what it tells you (“include:…”), and write those addresses into the server’s settings.',
    no_server: 'There is a record, but no mail server is set, so it can’t be compared with anything.',
  },
  dmarc: {
    ok: 'There is a policy, and the senders’ addresses fit the signature.',
    reports_only: 'There is a policy that only asks for reports. Once the reports look right, change p=none to p=quarantine.',
    no_answer: quiet,
    missing: 'There is no policy; large providers turn mails to many away without one. Publish the third record below.',
    several: 'There are several policies, and receivers then ignore them all. Leave one.',
    broken: 'The policy says nothing: it needs p=none, p=quarantine or p=reject.',
    not_aligned:
      'The policy is strict (adkim=s), but a sender writes from a domain below this one. Add that domain here, or change adkim to r.',
  },
  mx: {
    ok: 'Answers and bounces have somewhere to go.',
    no_answer: quiet,
    missing: 'The domain takes no mail, so answers and bounces are lost, and some receivers turn such senders away. Add an MX record.',
    takes_no_mail: 'The domain says that it takes no mail at all. Answers and bounces are lost; remove the empty MX record.',
  },
  reverse: {
    ok: 'The server’s address has a name that leads back to it.',
    no_answer: quiet,
    no_name: 'The address has no name, and many receivers turn such servers away. Ask whoever runs the server to set one (a PTR record).',
    other_name: 'The address has a name that leads elsewhere. Ask whoever runs the server to make name and address fit.',
    perhaps_elsewhere:
      'The server that mails are handed to has no fitting name. That is right where your provider sends from other addresses.',
    private_address: 'The server lies in a private network, so nothing can be said from here about the address that others see.',
    no_server: 'No mail server is set, so there is no address to look at.',
  },
};

/** Texts of mail servers and sending domains. */
export const mailservers = {
  servers: 'Mail servers',
  serversBody:
    'A mail goes through the server that is meant for its sender and kind; whatever fits none goes through the server of the installation.',
  installed: (host: string) => `Server of the installation: ${host}`,
  captured: 'The installation has no mail server. What no server below takes stays in the app and is shown there.',
  addServer: 'Add a mail server',
  noServers: 'No mail server of your own',
  noServersBody: 'Add one to send through your own provider, or with limits of its own.',
  change: 'Change',
  test: 'Test the connection',
  works: 'Works',
  failed: {
    connection: 'No connection',
    tls: 'No safe connection',
    login: 'The login was refused',
    sender: 'Refused',
    recipient: 'Refused',
    content: 'Refused',
  },
  hints: {
    connection:
      'Check the host and the port, and whether this machine may reach the server. Servers in private networks have to be allowed first.',
    tls: 'The certificate does not fit the host, has run out, or the server offers no TLS on this port.',
    login: 'Check the user name and the password.',
    sender: 'The server answered, but does not want to work for us.',
    recipient: 'The server answered, but does not want to work for us.',
    content: 'The server answered, but does not want to work for us.',
  },
  said: (words: string) => `What was said: ${words}`,
  notTested: 'Not tested yet',
  paused: 'Paused',
  pause: 'Pause',
  resume: 'Resume',
  remove: 'Remove',
  removeServer: (name: string) => `Remove ${name}?`,
  removeServerBody: 'Mails that it would have taken go through the other servers, or stay in the app.',
  returns: {
    taken: 'Each mail has a return address of its own; a test mail to such an address was taken.',
    refused: 'The server refuses return addresses of single mails, so they are not used. Bounces go to the mailbox as it is.',
    untried: 'Return addresses of single mails were not tried yet, so they are not used. Test the connection.',
  },
  everything: 'Everything',
  takes: 'Takes',
  from: 'From',
  everybody: 'every sender',
  rates: ({ minute, hour }: { minute: string | null; hour: string | null }) =>
    [minute && `${minute} a minute`, hour && `${hour} an hour`].filter(Boolean).join(', '),
  form: {
    name: 'Name',
    host: 'Host',
    hostHelp: 'Such as smtp.example.com.',
    port: 'Port',
    tls: 'Security',
    user: 'User name',
    userHelp: 'Empty: the server asks for no login.',
    password: 'Password',
    passwordKept: 'A password is kept. Leave this empty to keep it.',
    bounceAddress: 'Bounces go to',
    bounceHelp: 'A mailbox that Truce reads. Empty: the sender’s own address.',
    ownReturns: 'An address of its own for each mail',
    ownReturnsHelp:
      'Such as bounces+…@example.com. A bounce that names nobody still finds its mail. The mailbox has to take such addresses: the test sends one mail to find out.',
    sendsFrom: 'Addresses its mails leave from',
    sendsFromHelp: 'Numbers such as 192.0.2.10, where you know them: SPF and the server’s name are then checked for certain.',
    perMinute: 'Most mails a minute',
    perHour: 'Most mails an hour',
    noLimit: 'Empty: no limit.',
    domainRates: 'Most mails a minute to one domain',
    domainRatesHelp: 'One line for each, such as: gmail.com 20',
    domainRatesWrong: 'Write a domain and a number in each line.',
    lanes: 'Kinds of mail',
    lanesHelp: 'None chosen: all.',
    senders: 'Senders',
    sendersHelp: 'Addresses, or @example.com for everybody there. Empty: all.',
    save: 'Save',
  },
  tls,
  lanes,
  domains: 'Sending domains',
  domainsBody: 'Mails of these domains are signed, so that receivers can tell that they are yours. The name servers are asked every day.',
  addDomain: 'Add a domain',
  domain: 'Domain',
  domainHelp: 'What stands behind the @ of your senders, such as example.com.',
  noDomains: 'No sending domain yet',
  noDomainsBody: 'Without one, mails go out unsigned, and large providers put them into the spam folder or turn them away.',
  ready: 'Ready',
  notReady: 'Not ready',
  notChecked: 'Not checked yet',
  check: 'Check now',
  checked: 'Checked',
  removeDomain: (domain: string) => `Remove ${domain}?`,
  removeDomainBody: 'Its keys are deleted. Mails of this domain go out unsigned from then on.',
  checksOf: (domain: string) => `Checks of ${domain}`,
  records: 'Records to publish',
  recordsBody:
    'Copy these into the DNS of the domain, where you or your provider keep it. Where a field takes only 255 characters, cut the value into quoted pieces.',
  keys: {
    rotate: 'Change the key',
    rotateTitle: (domain: string) => `Change the key of ${domain}?`,
    rotateBody:
      'A new key is made, and its record is shown. The present key signs until the new record is seen; only then the new key signs. Both records stay published meanwhile.',
    next: (selector: string) => `Next key ${selector}: publish its record, the last one below. Until it is seen, the present key signs.`,
    former: (selector: string) => `Former key ${selector}: its record has to stay until`,
    removable: (selector: string) => `Former key ${selector}: take its record out of the DNS, then remove it here.`,
    giveUp: 'Give up',
    remove: 'Remove',
  },
  published: 'Published',
  copy: 'Copy',
  copied: 'Copied',
  copyName: (name: string) => `Copy the name ${name}`,
  copyValue: (name: string) => `Copy the value of ${name}`,
  warnings: 'Senders without a ready domain',
  warning: {
    no_domain: (address: string) => `${address}: its domain is not here. Add it.`,
    not_checked: (address: string) => `${address}: its domain was not checked yet.`,
    not_ready: (address: string) => `${address}: its domain is not ready; see what to fix.`,
  },
  checks,
  states,
  remedies,
};
