import { ListScreen } from './ListScreen.tsx';

export const CompaniesScreen = () => <ListScreen entity="company" />;
export const ContactsScreen = () => <ListScreen entity="contact" />;
export const DealsScreen = () => <ListScreen entity="deal" />;
export const LeadsScreen = () => <ListScreen entity="lead" />;
export const CampaignsScreen = () => <ListScreen entity="campaign" />;
