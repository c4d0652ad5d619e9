/** A browser's storage that is full from some write on. */
import { vi } from 'vitest';

/** The `nth` put from now on finds the quota used up. */
export function fillAt(nth: number): void {
  let puts = 0;
  const put = Reflect.get(IDBObjectStore.prototype, 'put') as IDBObjectStore['put'];
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
    if (++puts < nth) return put.call(this, value, key);
    // As a browser does it: the request fails later and takes the transaction with it.
    const request = this.add(value, key);
    this.transaction.abort();
    Object.defineProperty(this.transaction, 'error', { value: new DOMException('', 'QuotaExceededError') });
    return request as IDBRequest<IDBValidKey>;
  });
}
