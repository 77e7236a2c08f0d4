import { type Route, route } from '#platform/http/route.ts';
import { announce } from './commands/announce.ts';
import { changeTerms, confirmChange } from './commands/changes.ts';
import { approveClaim, report, resolve, retire, revise } from './commands/claims.ts';
import { takeBack, writeTelling } from './commands/exposures.ts';
import { cancelLaunch, end, launch } from './commands/launch.ts';
import { changeOffer, draftVersion, writeOffer } from './commands/offers.ts';
import * as changes from './contract/changes.ts';
import * as claims from './contract/claims.ts';
import * as offers from './contract/offers.ts';
import { readConfirmations, readNotices, readTerms } from './queries/changes.ts';
import { lintText, readClaims, readDiscrepancies } from './queries/claims.ts';
import { readContactOffers, readHolders } from './queries/exposures.ts';
import { readOffer, readOffers } from './queries/offers.ts';

export const routes: readonly Route[] = [
  route(offers.listOffers, readOffers),
  route(offers.getOffer, readOffer),
  route(offers.createOffer, writeOffer),
  route(offers.updateOffer, changeOffer),
  route(offers.draftOfferVersion, draftVersion),
  route(offers.announceOffer, announce),
  route(offers.launchOffer, launch),
  route(offers.cancelOfferLaunch, cancelLaunch),
  route(offers.endOffer, end),
  route(offers.listOfferHolders, readHolders),
  route(offers.getContactOffers, readContactOffers),
  route(offers.tellOffer, writeTelling),
  route(offers.takeBackTelling, takeBack),
  route(changes.listChangeNotices, readNotices),
  route(changes.confirmChange, confirmChange),
  route(changes.listConfirmations, readConfirmations),
  route(changes.getNoticeTerms, readTerms),
  route(changes.setNoticeTerms, changeTerms),
  route(claims.listClaims, readClaims),
  route(claims.createClaim, approveClaim),
  route(claims.reviseClaim, revise),
  route(claims.retireClaim, retire),
  route(claims.checkText, lintText),
  route(claims.listDiscrepancies, readDiscrepancies),
  route(claims.reportDiscrepancy, report),
  route(claims.resolveDiscrepancy, resolve),
];
