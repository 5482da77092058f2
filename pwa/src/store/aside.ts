/**
 * Ends what a store has under way when the browser puts the page aside to show it again later.
 *
 * WebKit keeps the transactions of such a page open, and every later page that writes to the same
 * store waits for them without end. Nothing that showed as saved is lost: that shows only afterwards.
 */
export function leaveNothingOpen(db: IDBDatabase): void {
  const open = new Set<IDBTransaction>();
  const begin = db.transaction.bind(db);
  db.transaction = (...given) => {
    const tx = begin(...given);
    open.add(tx);
    for (const end of ['complete', 'abort']) tx.addEventListener(end, () => open.delete(tx));
    return tx;
  };
  globalThis.addEventListener?.('pagehide', ({ persisted }) => {
    if (!persisted) return;
    open.forEach(ended);
    db.close();
  });
}

function ended(tx: IDBTransaction): void {
  try {
    tx.abort();
  } catch {
    // It is being finished already, which needs this page no more.
  }
}
