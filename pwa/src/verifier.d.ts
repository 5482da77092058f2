declare module 'virtual:pack-verifier' {
  /** 0 proved, 1 not proved, 2 no pack, 3 proved but the key not confirmed, 4 not possible here. */
  export interface Checked {
    readonly code: 0 | 1 | 2 | 3 | 4;
    readonly problems: readonly string[];
    readonly facts: Readonly<Record<string, string | number>>;
  }
  export function check(file: Blob, fingerprint?: string): Promise<Checked>;
}
