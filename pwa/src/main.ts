import './styles/tokens.css';
import './styles/kit.css';
import './styles/app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { boot } from './app/app.svelte';
import { leaveNothingOpen } from './app/aside';
import { keepChoices } from './app/choices';
import { chosen } from './app/device';
import { language } from './app/language.svelte';
import { routeOf } from './app/routes';
import { theme } from './app/theme.svelte';
import { watchForUpdates } from './app/updates';

leaveNothingOpen();
const target = document.getElementById('app');
if (!target) throw new Error('the page has no place for the app');
// The screen's own scripts come while the store is being opened. One that is missing is told when shown.
routeOf(location.pathname)
  ?.route.load()
  .catch(() => undefined);
mount(App, { target });
void keepChoices([language, theme], chosen);
void boot();
void watchForUpdates();
