/** Whether one request is a person's, for whoever else is asked by strangers; and whether a host is one of ours. */
export { hostAmong } from '../rules/origin.ts';
export { type Judgement, judgeHit as judgeRequest } from '../rules/traffic.ts';
