/** Whether one request is a person's, for whoever else is asked by strangers. */
export { type Judgement, judgeHit as judgeRequest } from '../rules/traffic.ts';
