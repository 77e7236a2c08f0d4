/** Whether one request is a person's, for whoever else is asked by strangers. */
export { judgeHit as judgeRequest, type Judgement } from '../rules/traffic.ts';
