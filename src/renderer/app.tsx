// The window: providers around the rail and the view the address names.
import { AppShell, MantineProvider, UnstyledButton } from '@mantine/core';
import { useColorScheme, useDisclosure } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { type ReactNode, useLayoutEffect, useMemo } from 'react';
import { assertNever } from '../shared/errors';
import { texts } from '../shared/messages';
import { ActivityView } from './activity/activity-view';
import type { Link } from './bridge';
import { CatalogView } from './catalog/catalog-view';
import { ClientsView } from './clients/clients-view';
import { ImportPage } from './import/import-page';
import { Palette } from './palette/palette';
import { type Go, type Route, useRoute } from './route';
import { ServersView } from './servers/servers-view';
import { SettingsView } from './settings/settings-view';
import { useViewKeys } from './shell/keys';
import { LostNotice, StateAnnouncer } from './shell/live';
import { NoTrayNotice } from './shell/no-tray';
import { Rail } from './shell/rail';
import classes from './shell/shell.module.css';
import { FreshSignIns } from './sign-in/fresh';
import { type Store, StoreContext, useSnapshot } from './store';
import { cssVariables, theme } from './theme';
import { useWords, WordsContext } from './ui/words';

export function App({ store, link, nonce }: { store: Store; link: Link; nonce: string }) {
  return (
    <StoreContext value={store}>
      <Look nonce={nonce}>
        <Window link={link} />
        <Notifications
          position="bottom-right"
          limit={3}
          autoClose={6000}
          containerWidth={344}
          transitionDuration={160}
        />
      </Look>
    </StoreContext>
  );
}

/** Theme and language as the settings say; both change at once, without a reload. */
function Look({ nonce, children }: { nonce: string; children: ReactNode }) {
  const { settings, language } = useSnapshot();
  const system = useColorScheme('light', { getInitialValueInEffect: false });
  const words = useMemo(() => ({ t: texts(language), language }), [language]);
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      getStyleNonce={() => nonce}
      forceColorScheme={settings.theme === 'system' ? system : settings.theme}
    >
      <WordsContext value={words}>{children}</WordsContext>
    </MantineProvider>
  );
}

function Window({ link }: { link: Link }) {
  const { t } = useWords();
  const [route, go] = useRoute();
  useViewKeys(route, go);
  const [searching, search] = useDisclosure(false);
  return (
    <AppShell
      mode="static"
      layout="alt"
      padding={0}
      withBorder={false}
      transitionDuration={0}
      navbar={{ width: { base: 52, md: 160 }, breakpoint: 0 }}
      className={classes.shell ?? ''}
    >
      <UnstyledButton className={classes.skip ?? ''} onClick={() => document.getElementById('main')?.focus()}>
        {t('window.common.skip')}
      </UnstyledButton>
      <AppShell.Navbar className={classes.rail ?? ''}>
        <Rail route={route} onSearch={search.open} />
      </AppShell.Navbar>
      <AppShell.Main className={classes.main ?? ''} id="main" tabIndex={-1}>
        <LostNotice link={link} />
        {route.view === 'settings' ? null : <NoTrayNotice />}
        <FreshSignIns route={route}>
          <View route={route} go={go} />
        </FreshSignIns>
      </AppShell.Main>
      <Palette opened={searching} onOpen={search.open} onClose={search.close} go={go} />
      <StateAnnouncer />
    </AppShell>
  );
}

function View({ route, go }: { route: Route; go: Go }) {
  switch (route.view) {
    case 'servers':
    case 'add':
      return <ServersView route={route} go={go} />;
    case 'import':
      return <ImportPage go={go} onLeave={() => go({ view: 'servers' })} />;
    case 'tools':
      return <CatalogView go={go} />;
    case 'clients':
      return <ClientsView />;
    case 'activity':
      return <ActivityView />;
    case 'settings':
      return <SettingsView />;
    default:
      return assertNever(route);
  }
}
