import type { Reason } from '../../schema.ts';

/**
 * What mail servers write when they do not take a mail, by what it means. The first class that fits counts, so that what is said about a sender,
 * a full mailbox or a block stands before the plain "unknown".
 */
export const PHRASES: readonly (readonly [Reason, readonly RegExp[]])[] = [
  [
    'authentication',
    [
      /\bdmarc\b/,
      /\bspf\b.{0,60}(?:fail|record|check|reject|not allowed|policy|valid)/,
      /(?:fail|record|check|reject|not pass|not allowed|violat).{0,60}\bspf\b/,
      /sender policy framework/,
      /\bdkim\b/,
      /unauthenticated (?:e-?mail|mail|sender)/,
      /(?:not|isn't|must be|is not) authenticated/,
      /authentication (?:results|information)/,
      /not allowed to send mail (?:for|from)/,
      /rejected by (?:the )?sender's domain/,
    ],
  ],
  // One provider's words for an address that its customer's directory does not have.
  [
    'unknown_address',
    [
      /^\d{3} @ rejected/,
      /recipient address rejected: access denied/,
      /and other recipients in the same domain/,
      /invalid final delivery/,
      /account or domain may not exist/,
    ],
  ],
  [
    'no_reverse_name',
    [
      /\bptr\b/,
      /reverse[ -]?(?:dns|hostname|lookup|record|address|mapping|ip)/,
      /(?:cannot|can't|unable to|could not|failed to) (?:resolve|find|get) your (?:host ?name|hostname|ip|reverse|address)/,
      /(?:cannot|could not) find your (?:host|reverse)/,
      /no rdns|\brdns\b/,
      /your (?:mail )?server.{0,40}(?:dns|name).{0,30}(?:not|invalid|misconfig)/,
      /client host rejected: cannot find/,
      /ip name lookup failed/,
      /unresolvable (?:relay|client|host)/,
      /dns (?:lookup )?for the (?:ip|host).{0,20}(?:fail|not)/,
      /fix reverse/,
    ],
  ],
  [
    'mailbox_full',
    [
      /over ?-?(?:quota|limit|the (?:allowed |maximum )?quota|his quota|its quota|their quota)/,
      /quota (?:exceed|violation|full|limit|has been|is full)/,
      /exceed\w* (?:the |his |its |their |your |mail ?box |disk |storage |e-?mail |allowed |maximum |local )*(?:quota|storage|mailbox size|space|limit of messages)/,
      /(?:mail ?box|in ?box|mail ?folder|mail ?drop|account|user|recipient|storage|maildir|disk|bo[iî]te)[^.\n]{0,40}(?:is |are |was )?(?:almost )?(?:full\b|pleine)/,
      /(?:not enough|insufficient|no|out of) (?:storage|disk|mailbox|free|available)? ?(?:storage )?space/,
      /full (?:mail ?box|in ?box)/,
      /mail ?box[^.\n]{0,40}(?:exceed|too large|size limit|over)/,
      /messages? in (?:the )?(?:recipient's )?mail ?box exceeded/,
      /out of storage|disk full on|storage (?:limit|quota)|too much mail data|mailsize is too/,
      /user's disk quota|disc quota|disk quota/,
      /一杯|いっぱい|容量を超え|満杯|メールボックス.{0,20}(?:超|溢)/,
      /переполнен|ящик полон/,
      /buzón.{0,30}lleno|casella piena|casella.{0,20}piena|überfüllt/,
      /full quota|has exceeded .{0,40}quota|maximum mailbox size|kvota|quota_exceeded|mailbox for .{0,80} is full/,
    ],
  ],
  [
    'moved',
    [
      /\bhas moved\b|user has moved|no longer (?:at|with) (?:this|the) (?:address|company)/,
      /please (?:forward|try|resend|send)[^.\n]{0,60}(?:new address|instead)/,
      /has been replaced by|address (?:has )?changed|recipient has moved|moved to /,
    ],
  ],
  [
    'takes_no_mail',
    [
      /null mx|nullmx|indicated no smtp service|no mx found/,
      /(?:does not|doesn't|do not|don't|not) accept(?:ing)? (?:any )?(?:mail|e-?mail|inbound|smtp|messages? for)/,
      /no mail (?:is )?accepted|mail receiving disabled/,
      /host (?:name )?(?:or domain )?(?:does not|doesn't) (?:receive|accept)/,
      /name server (?:loop|misconfig)|domain does not exist in dns but|mx (?:record )?(?:points|list).{0,60}(?:local|itself|back)|cname lookup failed/,
      /smtp protocol returned a permanent error|unable to (?:route|lookup) .{0,30}mx/,
    ],
  ],
  ['virus', [/\bvirus(?:es)?\b/, /malware|trojan|infected|\bworm\b|phish/]],
  [
    'refused_sender',
    [
      /sender[^.\n]{0,60}(?:reject|invalid|not (?:allowed|permitted|exist|found|valid|accept|authorized)|denied|blocked|refused|unknown|verif|domain)/,
      /(?:reject|invalid|bad|unknown|denied|blocked|refus\w*|unacceptable|unverified|unrouteable|unroutable) (?:the )?(?:sender|from|envelope sender|return.?path|mail from)\b/,
      /mail from .{0,120}(?:reject|denied|refused|blocked|not (?:accept|allow)|5\d\d)/,
      /domain of sender|sender'?s? (?:domain|address|verif)/,
      /from address .{0,40}(?:invalid|not|reject)|not a (?:valid |registered )?(?:sender|member)|you are not (?:a )?member|not subscribed|only (?:registered )?members|members? only/,
      /(?:not|n't) (?:have )?(?:been )?(?:permission|permitted|allowed|authori[sz]ed) to (?:send|post|access|e-?mail)/,
      /access denied.{0,20}(?:sender|from)|backscatter|you are not allowed to (?:post|send)/,
      /pas autorisé|from: domain is invalid|nicht berechtigt|no (?:tiene|tienes) permiso/,
      /グループ.{0,80}(?:権限|存在)|メンバーでは/,
    ],
  ],
  [
    'blocked',
    [
      /\b(?:dns|real-?time|ip|sender)? ?(?:rbl|dnsbl|bl)\b.{0,60}(?:list|block|reject)|\brbl\b|dnsbl|blackhole/,
      /black ?-?list|block ?-?list|blocklist|deny ?list|banned/,
      /(?:your|the|sending|client|connecting|sender)? ?(?:ip|host|server|client|network|mta|mail server|address|connection|domain)[^.\n]{0,60}(?:has been |is |was |are )?(?:temporarily )?(?:block|banned|refused|denied|deferred due to)/,
      /(?:block|reject|refus|denied|denying|ban)\w* (?:mail |e-?mail |messages? |connections? |access |by )*(?:from|for) (?:your|the|this|ip|host|\[?\d{1,3}\.)/,
      /spamhaus|spamcop|barracudacentral|sorbs|senderbase|cloudmark|spamhaus|dnsbl|abuseat|mail-abuse|invaluement|uceprotect/,
      /access denied|connection (?:refused by|rejected|denied)|client host rejected|connections? not accepted|not (?:allowed|permitted|authorized) to connect|service (?:refused|denied)|dynamic (?:ip|address)|(?:open|anonymous) (?:relay|proxy)|go away|no access/,
      /invalid ip for sending|bad (?:helo|ehlo)|helo .{0,60}(?:reject|invalid|not)|invalid (?:helo|ehlo)|rejected because .{0,60}(?:ip|host)|dialup|residential/,
    ],
  ],
  ['reputation', [/reputation|poor sender|sender score|low score/]],
  [
    'spam',
    [
      /(?:looks?|appears?|seems?|identified|classified|detected|tagged|marked|considered|recogni[sz]ed|flagged|blocked|rejected|refused|bounced)[^.\n]{0,60}(?:spam|unsolicited|junk|bulk|ube\b)/,
      /(?:spam|unsolicited|junk|bulk)[^.\n]{0,60}(?:detect|content|message|mail|reject|block|score|filter|refus|not (?:allow|accept|wanted)|policy|classif|firewall)/,
      /\bube\b|\buce\b|spamming|anti-?spam|spamassassin|high(?:er)? probability of spam|is spam\b|spam[ -]?like|spamdetected/,
    ],
  ],
  [
    'too_big',
    [
      /(?:message|mail|e-?mail|size|attachment|body|header)[^.\n]{0,60}(?:too (?:big|large|long)|exceed|larger than|over the (?:size )?limit|size limit)/,
      /(?:too (?:big|large|long)|exceed\w*)[^.\n]{0,40}(?:message|mail|size|maximum)/,
      /maximum (?:message |mail |allowed )?size|line too long|size limit exceeded/,
    ],
  ],
  [
    'rate',
    [
      /too many (?:connections?|messages?|recipients|concurrent|errors|sessions|mails?|emails?|requests|invalid|hops in)?/,
      /rate.?limit|throttl|rate (?:that|of)|receiving (?:mail|messages?) at a rate|too (?:fast|frequent|quickly|much mail)|slow down|(?:message|connection|sending|hourly|daily|frequency)[^.\n]{0,30}limit(?:ed|s)?\b|exceed\w*[^.\n]{0,60}(?:rate|connections|messages per|per (?:hour|day|minute)|frequency|recipients)/,
      /limit exceeded|number of (?:messages|concurrent)/,
    ],
  ],
  [
    'disabled_address',
    [
      /(?:account|mail ?box|user|address|recipient|login|domain|e-?mail)[^.\n]{0,60}(?:suspend|disabled|deactivat|inactive|not (?:active|activated)|locked|expired|frozen|closed|discontinu|terminated|on hold|unavailable for|been blocked|blocked|dormant|cancel)/,
      /(?:suspend|disabled|deactivat|inactive|locked|closed|discontinued|expired|terminated|frozen|dormant)\w*[^.\n]{0,30}(?:account|mail ?box|user|address|recipient)/,
      /temporarily (?:locked|disabled|unavailable mailbox)|is a deactivated|not login|long time no login/,
    ],
  ],
  // The question could not be answered; the domain may well be there.
  ['network', [/name server reply|host not found, try again|name service error.{0,80}try again/]],
  ['policy', [/recipient preferences/]],
  ['content', [/malformed address|syntax error in (?:the )?address/]],
  ['server', [/procmail: couldn't|couldn't create/]],
  ['expired', [/aborted after|(?:delivery|message).{0,30}(?:expired|timed out)|retry time(?:out)? (?:not reached|exceeded)/]],
  [
    'unknown_domain',
    [
      /(?:host|domain|hostname|domain name|name|site)[^.\n]{0,80}(?:not found|unknown|does ?n[o']t exist|not exist|invalid|cannot be found|could ?n[o']t be found|not resolv|unrout|illegal|nonexistent)/,
      /domain is not reachable|\b5\d\d (?:[\w-]+ ){2,6}does not exist|(?:unknown|no such|nonexistent|non-existent|invalid|illegal|unrouteable|unroutable|unresolvable|bad) (?:host|domain|hostname|destination|mail domain|address domain)/,
      /host or domain name not found|nxdomain|dns (?:error|lookup|server)|no (?:mx|a|dns) (?:or a |record|records|entry)|name (?:or )?service (?:error|not known)|name or service not known|couldn't find any host|could ?n[o']t find (?:any |a )?(?:host|mail exchanger|gateway)|can'?t find (?:any )?host|unrouteable mail domain|all relevant mx records|lookup failed|responsible mail ?server|no servers? found|unable to resolve|cannot resolve/,
    ],
  ],
  [
    'unknown_address',
    [
      /(?:user|recipient|mail ?box|address|account|addressee|person|alias|mailbox name|local ?part|id|subscriber|destination|customer|rcpt)[^.\n]{0,60}(?:unknown|not (?:be )?(?:found|known|listed|exist|valid|recogni|here|local|registered|a valid|allowed here|our customer|in (?:the )?(?:directory|list|our)|present)|n[o']t exist|doesn'?t exist|does not have|invalid|unavailable|undeliverable|no longer (?:exist|available|in use|valid|on server|active)|not on|unrouteable|incorrect|wrong|do not exist|has been removed|deleted|not deliverable|nonexistent)/,
      /(?:unknown|no such|invalid|bad|no|non-?existent|unroutable|unrouteable|undeliverable|not a valid|not a known|unavailable|illegal|incorrect|wrong|obsolete) (?:local |mail |e-?mail |destination |final |recipient |forward |virtual )*(?:user|recipient|mail ?box|address|account|addressee|person|alias|rcpt|valid recipients?|one by that|local ?part|individual)/,
      /recipient address rejected|user ?unknown|userunknown|recipnotfound|recipient ?not ?found|mailboxnotfound|usernotfound|no mailbox here|not our customer|can'?t create user output|not? (?:have|longer have) an? .{0,40}account|doesn't have an? .{0,60}account|nobody here|not listed in|not in (?:my|our) (?:list|directory|database)|isn't in my list|we do not relay.{0,40}unknown|unable to find (?:the )?(?:user|recipient|mailbox)|check (?:if )?(?:the )?(?:address|recipient)|please check the (?:recipient|address)|not a (?:mail|valid)box|who are you/,
      /宛先不明|存在しません|存在しない|見つかりません/,
      /не найден|не существует|неизвестн|несуществующ/,
      /no existe|inconnu|unbekannt|n'existe pas|existiert nicht|non esiste|desconocid/,
    ],
  ],
  [
    'relay',
    [
      /relay(?:ing)? (?:access )?(?:is )?(?:not|denied|prohibited|reject|refus)|(?:not|unable|denied|no|refused|don't|cannot|insecure|prohibited|unauthorized)[^.\n]{0,30}relay|relay access|relaying denied|rcpthosts|not (?:a |one of )?(?:my|our) (?:local )?domains?/,
    ],
  ],
  [
    'policy',
    [
      /polic(?:y|ies)|recipient preferences|not compliant|rfc ?\d{4}|violat|prohibit|(?:attachment|file|extension|encrypt)[^.\n]{0,40}(?:not allowed|block|reject|prohibit)|local configuration|administrative(?:ly)? (?:prohib|den|reject)|rejected by (?:the )?(?:recipient|administrator|organization)/,
    ],
  ],
  ['security', [/security|authenticat|\btls\b|starttls|certificate|encryption|password|credential/]],
  ['content', [/content|mime|base64|header|charset|8-?bit|syntax of the message|malformed|multiple (?:from|subject)/]],
  [
    'expired',
    [
      /(?:retry|delivery|queue|time|retention)[^.\n]{0,40}(?:time(?:out|d out)?|expired|exceeded)|timed? ?-?out|time ?out|(?:could|has) not be(?:en)? (?:delivered|sent) (?:for|within|after|since|in) |too long|undeliverable for|been (?:in the )?queue|will (?:be )?(?:keep|re)?try|not yet (?:been )?delivered|delay(?:ed)?|retry period|giving up|given up|not receive|still trying|few more (?:days|hours)|expired/,
    ],
  ],
  [
    'network',
    [
      /connection (?:refused|reset|timed|lost|dropped|closed|failure|error)|network|unreachable|no route|loop(?:s|ing)?\b|too many hops|hop count|routing|can'?t connect|unable to (?:connect|deliver|contact)|cannot connect|communication|bad connection|lost connection|socket|unable to establish/,
    ],
  ],
  [
    'server',
    [
      /system (?:error|failure|problem|config|not)|internal (?:error|server)|server (?:error|config|fail)|local (?:error|problem)|temporar|resources|configuration|service currently|disk|command (?:died|failed|time|output|unrecogni)|error (?:in|while|writing|processing)|mailer|procmail|pipe|i\/o|unexpected|syntax/,
    ],
  ],
  ['filtered', [/filter|reject|refus|denied|not (?:accept|allow|permit|wanted|deliver)|blocked|block|unwanted|undeliver|declin|prevent/]],
];

/** The class of what a server wrote; null where nothing is recognised. */
export function classOf(words: string): Reason | null {
  const text = plain(words);
  if (!text.trim()) return null;
  for (const [reason, patterns] of PHRASES) if (patterns.some((pattern) => pattern.test(text))) return reason;
  return null;
}

/** What is said, without addresses, names of hosts and numbers: a dot that is left ends a sentence. */
function plain(words: string): string {
  return words
    .slice(0, 8000)
    .toLowerCase()
    .replace(/https?:\/\/([^/\s]{1,100})\S*/g, ' $1 ')
    .replace(/(?:recipient address rejected|recipient rejected): (?=\S)(?!access denied)/g, ' ')
    .replace(/[^\s<>"'():;,]{0,64}@[a-z0-9._-]{1,190}/g, '@')
    .replace(/\b\d{1,3}\.\d{1,3}\.\d{1,3}(?:\.\d{1,3})?\b/g, ' ')
    .replace(/(\w)\.(?=\w)/g, '$1 ')
    .replace(/[’`]/g, "'")
    .replace(/\s+/g, ' ')
    .slice(0, 4000);
}
