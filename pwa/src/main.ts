import './styles/tokens.css';
import './styles/kit.css';
import './styles/app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { boot } from './app/app.svelte';
import './app/theme.svelte';
import './app/language.svelte';
import { watchForUpdates } from './app/updates';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no place for the app');
mount(App, { target });
void boot();
void watchForUpdates();

// A page that was put aside has closed its stores; it begins anew from what they hold.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
