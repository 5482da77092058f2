import type { Component } from 'svelte';

/** A screen, its frame, and how its address gives its parameters. */
export interface Route {
  readonly pattern: RegExp;
  readonly frame: 'field' | 'full' | 'desk' | 'none';
  /** True where nobody needs to be signed in. */
  readonly open?: true;
  readonly load: () => Promise<{ default: Component<Record<string, string>> }>;
}

type Loaded = { default: Component<Record<string, string>> };

/** One promise for each screen: a new one would take the screen down and build it up again. */
function screen(load: () => Promise<unknown>): Route['load'] {
  let loading: Promise<Loaded> | null = null;
  return () => {
    loading ??= (load() as Promise<Loaded>).catch((error: unknown) => {
      // Without a network a part may be missing; the next visit asks again.
      loading = null;
      throw error;
    });
    return loading;
  };
}

/** Every place of the app; the first pattern that fits is taken. */
export const ROUTES: readonly Route[] = [
  {
    pattern: /^\/sign-in$/,
    open: true,
    frame: 'none',
    load: screen(() => import('../screens/sign_in/SignIn.svelte')),
  },
  {
    pattern: /^\/today$/,
    frame: 'field',
    load: screen(() => import('../screens/today/Today.svelte')),
  },
  {
    pattern: /^\/sync$/,
    frame: 'field',
    load: screen(() => import('../screens/sync/SyncScreen.svelte')),
  },
  {
    pattern: /^\/actions$/,
    frame: 'field',
    load: screen(() => import('../screens/actions/Actions.svelte')),
  },
  {
    pattern: /^\/actions\/(?<id>[^/]+)$/,
    frame: 'full',
    load: screen(() => import('../screens/actions/ActionScreen.svelte')),
  },
  {
    pattern: /^\/inspections\/(?<id>[^/]+)\/submit$/,
    frame: 'full',
    load: screen(() => import('../screens/submit/Submit.svelte')),
  },
  {
    pattern: /^\/inspections\/(?<id>[^/]+)\/verdict$/,
    frame: 'full',
    load: screen(() => import('../screens/verdict/Verdict.svelte')),
  },
  {
    pattern: /^\/inspections\/(?<id>[^/]+)\/conflicts$/,
    frame: 'full',
    load: screen(() => import('../screens/conflict/Conflict.svelte')),
  },
  {
    pattern: /^\/inspections\/(?<id>[^/]+)(\/(?<section>[^/]+))?$/,
    frame: 'full',
    load: screen(() => import('../screens/inspect/Inspect.svelte')),
  },
  {
    pattern: /^\/inspections$/,
    frame: 'desk',
    load: screen(() => import('../screens/inspections/Inspections.svelte')),
  },
  {
    pattern: /^\/backlog$/,
    frame: 'desk',
    load: screen(() => import('../screens/backlog/Backlog.svelte')),
  },
  {
    pattern: /^\/evidence$/,
    frame: 'desk',
    load: screen(() => import('../screens/evidence/Evidence.svelte')),
  },
  {
    pattern: /^\/verify$/,
    open: true,
    frame: 'desk',
    load: screen(() => import('../screens/evidence/Verify.svelte')),
  },
  {
    pattern: /^\/inbox$/,
    frame: 'desk',
    load: screen(() => import('../screens/inbox/Inbox.svelte')),
  },
];

/** The route of a path with its parameters. */
export function routeOf(path: string): { route: Route; params: Record<string, string> } | null {
  for (const route of ROUTES) {
    const match = route.pattern.exec(path);
    if (match) return { route, params: { ...match.groups } };
  }
  return null;
}
