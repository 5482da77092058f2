/**
 * Ends what every store has under way when the browser puts the page aside to show it again later;
 * then the page begins anew from what the stores hold.
 *
 * WebKit keeps the transactions of such a page open, and every later page that writes to the same
 * store waits for them without end. Nothing that showed as saved is lost: that shows only afterwards.
 */
export function leaveNothingOpen(): void {
  const open = new Set<IDBTransaction>();
  const begin = IDBDatabase.prototype.transaction;
  // Here and not where the stores are opened, because one that is forgotten there holds all up.
  IDBDatabase.prototype.transaction = function transaction(this: IDBDatabase, ...given) {
    const tx = begin.apply(this, given);
    open.add(tx);
    for (const end of ['complete', 'abort']) tx.addEventListener(end, () => open.delete(tx));
    return tx;
  };
  addEventListener('pagehide', ({ persisted }) => {
    if (persisted) open.forEach(ended);
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload();
  });
}

function ended(tx: IDBTransaction): void {
  try {
    tx.abort();
  } catch {
    // It is being finished already, which needs this page no more.
  }
  tx.db.close();
}
