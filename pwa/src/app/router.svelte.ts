let url = $state(new URL(location.href));

/** Where the person is; every place is a shareable address. */
export const router = {
  get path(): string {
    return url.pathname;
  },
  get query(): URLSearchParams {
    return url.searchParams;
  },
  get hash(): string {
    return url.hash.slice(1);
  },
  /** Goes to an address of this app. */
  go(to: string, replace = false): void {
    if (replace) history.replaceState(null, '', to);
    else history.pushState(null, '', to);
    url = new URL(location.href);
    if (!replace) queueMicrotask(() => document.getElementById('main')?.focus());
  },
  /** Changes the query without leaving the place; null removes a key. */
  setQuery(values: Readonly<Record<string, string | null>>): void {
    const next = new URL(location.href);
    for (const [key, value] of Object.entries(values)) {
      if (value === null || value === '') next.searchParams.delete(key);
      else next.searchParams.set(key, value);
    }
    router.go(`${next.pathname}${next.search}`, true);
  },
};

addEventListener('popstate', () => {
  url = new URL(location.href);
});

document.addEventListener('click', (event) => {
  const link = (event.target as Element | null)?.closest?.('a[href^="/"]');
  const plain = !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey;
  const href = link?.getAttribute('href') ?? '';
  if (!link || !plain || link.hasAttribute('download') || href.startsWith('/api')) return;
  event.preventDefault();
  router.go(href);
});
