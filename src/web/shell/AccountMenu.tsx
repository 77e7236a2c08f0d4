import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { signOut } from '#modules/team/contract/access.ts';
import { call } from '../api.ts';
import { paths } from '../paths.ts';
import { useSession } from '../session.ts';
import { useTexts } from '../texts/texts.ts';
import { useGo } from '../ui/Go.tsx';
import { useToast } from '../ui/toast.tsx';

const SCHEMES = [
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
  { value: 'auto', icon: IconDeviceDesktop },
] as const;

export function AccountMenu() {
  const { shell } = useTexts();
  const { member } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const go = useGo();
  const toast = useToast();
  const names = { light: shell.light, dark: shell.dark, auto: shell.system };
  // The page starts anew, so that nothing of this person stays in memory.
  const leave = () => call(signOut, {}).then(() => location.assign(paths.signIn()), toast.problem);
  return (
    <Menu width={240}>
      <Menu.Target>
        <ActionIcon variant="subtle" size={32} aria-label={`${shell.account}: ${member.name}`} title={member.name}>
          <IconUser size={18} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {member.name}
          <br />
          {member.email}
        </Menu.Label>
        <Menu.Item leftSection={<IconUser size={16} />} onClick={() => go(paths.settings('account'))}>
          {shell.profile}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{shell.scheme}</Menu.Label>
        {SCHEMES.map(({ value, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={16} />}
            rightSection={value === colorScheme ? <IconCheck size={16} /> : null}
            onClick={() => setColorScheme(value)}
            closeMenuOnClick={false}
          >
            {names[value]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={leave}>
          {shell.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
