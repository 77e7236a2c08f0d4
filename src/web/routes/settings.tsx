import { screen } from '../screen.ts';

export const settingsRoutes = [
  screen('/settings', () => import('../screens/settings/SettingsScreen.tsx').then((file) => file.SettingsScreen)),
  screen('/settings/account', () => import('../screens/settings/AccountScreen.tsx').then((file) => file.AccountScreen)),
  screen('/settings/workspace', () => import('../screens/settings/WorkspaceScreen.tsx').then((file) => file.WorkspaceScreen)),
  screen('/settings/team', () => import('../screens/settings/TeamScreen.tsx').then((file) => file.TeamScreen)),
  screen('/settings/team/$id', () => import('../screens/settings/MemberScreen.tsx').then((file) => file.MemberScreen)),
  screen('/settings/rights', () => import('../screens/settings/RightsScreen.tsx').then((file) => file.RightsScreen)),
  screen('/settings/websites', () => import('../screens/settings/WebsitesScreen.tsx').then((file) => file.WebsitesScreen)),
  screen('/settings/currencies', () => import('../screens/settings/CurrenciesScreen.tsx').then((file) => file.CurrenciesScreen)),
  screen('/settings/watched-folder', () => import('../screens/settings/WatchedFolderScreen.tsx').then((file) => file.WatchedFolderScreen)),
  screen('/settings/export', () => import('../screens/settings/ExportScreen.tsx').then((file) => file.ExportScreen)),
  screen('/settings/keys', () => import('../screens/settings/KeysScreen.tsx').then((file) => file.KeysScreen)),
  screen('/settings/mail-permissions', () =>
    import('../screens/settings/MailPermissionsScreen.tsx').then((file) => file.MailPermissionsScreen),
  ),
  screen('/settings/mails', () => import('../screens/settings/MailsScreen.tsx').then((file) => file.MailsScreen)),
  screen('/settings/mail-servers', () => import('../screens/settings/MailServersScreen.tsx').then((file) => file.MailServersScreen)),
  screen('/settings/deliveries', () => import('../screens/settings/DeliveriesScreen.tsx').then((file) => file.DeliveriesScreen)),
  screen('/settings/deliveries/events', () =>
    import('../screens/settings/DeliveryEventsScreen.tsx').then((file) => file.DeliveryEventsScreen),
  ),
  screen('/settings/audit', () => import('../screens/settings/AuditScreen.tsx').then((file) => file.AuditScreen)),
  screen('/settings/jobs', () => import('../screens/settings/JobsScreen.tsx').then((file) => file.JobsScreen)),
];
