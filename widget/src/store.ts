// What one browser remembers: the session secret and nothing that was written.

const PATIENCE_MS = 10_000;
const KEEP_DRAFT_MS = 15 * 60_000;

export class Store {
  private readonly key: string;
  private secretInMemory: string | null = null;

  constructor(server: string, private readonly onChange: () => void) {
    this.key = `saldo-chat ${server}`;
    window.addEventListener('storage', this.changed);
  }

  close(): void {
    window.removeEventListener('storage', this.changed);
  }

  /** The secret of this browser's conversation. Another tab may replace it at any time. */
  get secret(): string | null {
    return this.get(localStorageOf(), this.key) ?? this.secretInMemory;
  }

  set secret(value: string | null) {
    this.secretInMemory = value;
    this.put(localStorageOf(), this.key, value);
  }

  /** One tab of this browser at a time: two that sign in at once would make two conversations. */
  async alone(work: () => Promise<void>): Promise<void> {
    let done = false;
    const once = async (): Promise<void> => {
      done = true;
      await work();
    };
    try {
      if (navigator.locks) {
        const options = { signal: AbortSignal.timeout(PATIENCE_MS) };
        return await navigator.locks.request(this.key, options, once);
      }
    } catch (error) {
      if (done) throw error; // else another tab holds it for too long: go on without
    }
    return done ? undefined : once();
  }

  /** Whether another tab puts a secret in place of `secret` soon. */
  async replacedWithin(secret: string | null, ms: number): Promise<boolean> {
    const end = Date.now() + ms;
    while (Date.now() < end) {
      if (this.secret !== secret) return true;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return false;
  }

  get language(): string | null {
    return this.get(localStorageOf(), `${this.key} language`);
  }

  set language(value: string | null) {
    this.put(localStorageOf(), `${this.key} language`, value);
  }

  get open(): boolean {
    return this.get(sessionStorageOf(), `${this.key} open`) === '1';
  }

  set open(value: boolean) {
    this.put(sessionStorageOf(), `${this.key} open`, value ? '1' : null);
  }

  /** What was typed, over a trip to the sign-in page and back, in this tab alone. */
  keepDraft(text: string): void {
    this.put(sessionStorageOf(), `${this.key} draft`, text ? `${Date.now()} ${text}` : null);
  }

  takeDraft(): string {
    const kept = this.get(sessionStorageOf(), `${this.key} draft`) ?? '';
    this.put(sessionStorageOf(), `${this.key} draft`, null);
    const [, at, text] = /^(\d+) ([^]*)$/.exec(kept) ?? [];
    return at && Date.now() - Number(at) < KEEP_DRAFT_MS ? (text ?? '') : '';
  }

  private readonly changed = (event: StorageEvent): void => {
    if (event.key === this.key && event.newValue !== this.secretInMemory) {
      this.secretInMemory = event.newValue;
      this.onChange();
    }
  };

  private get(storage: Storage | null, key: string): string | null {
    try {
      return storage?.getItem(key) ?? null;
    } catch {
      return null;
    }
  }

  private put(storage: Storage | null, key: string, value: string | null): void {
    try {
      if (value === null) storage?.removeItem(key);
      else storage?.setItem(key, value);
    } catch {
      // storage is shut or full: this page still works, the next one begins anew
    }
  }
}

function localStorageOf(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function sessionStorageOf(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}
