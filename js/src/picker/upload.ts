/** Sends one file to the kernel in acknowledged pieces: a window of them on the way, larger while answers are quick, resent when lost. */
import { KernelError, type Message, type WidgetModel } from "../core/model";
import type { Scope } from "../core/scope";

/** 4 MiB × 4: 110 MB/s on loopback while a click still gets through in 139 ms; 16 of them would take 323. */
export const largestPiece = 4 << 20;
const quickMs = 150;
/** Later than this a click would wait too long behind what is on the way; a merely busy machine answers sooner. */
const slowMs = 2000;
const lostMs = 10_000;
const putAgainMs = 4000;

export interface Source {
  readonly name: string;
  readonly size: number;
  readonly type: string;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

export interface UploadEvents {
  /** Bytes the kernel has said it has. */
  onProgress(received: number): void;
}

interface Piece {
  seq: number;
  offset: number;
  length: number;
  sentAt: number;
}

export class Upload {
  readonly id: string;
  readonly done: Promise<string>;
  readonly #model: WidgetModel<object>;
  readonly #source: Source;
  readonly #scope: Scope;
  readonly #events: UploadEvents;
  readonly #now: () => number;
  readonly #onTheWay = new Map<number, Piece>();
  #resolve!: (digest: string) => void;
  #reject!: (error: Error) => void;
  #piece = 1 << 20;
  #window = 4;
  #next = 0;
  #seq = 0;
  #reading = 0;
  #quick = 0;
  #started = false;
  #ended = false;

  constructor(
    id: string,
    source: Source,
    model: WidgetModel<object>,
    events: UploadEvents,
    now = () => performance.now(),
  ) {
    this.id = id;
    this.#source = source;
    this.#model = model;
    this.#events = events;
    this.#now = now;
    this.#scope = model.scope.child();
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.done.catch(() => {}); // whoever waits is told; nobody waiting is no error of the page
    for (const kind of ["go", "ack", "stored", "error", "cancel"]) {
      this.#scope.add(model.on(kind, (message) => message.id === id && this.#hear(message)));
    }
    this.#scope.add(() => this.#end(() => this.#reject(new KernelError("cancelled"))));
    this.#put();
    this.#scope.interval(1000, () => this.#look());
  }

  /** Stops here and tells the kernel, which forgets the pieces. */
  cancel(): void {
    if (this.#ended) return;
    this.#model.send({ kind: "cancel", id: this.id });
    this.#end(() => this.#reject(new KernelError("cancelled")));
  }

  #put(): void {
    if (this.#started || this.#ended) return;
    const { name, size, type } = this.#source;
    this.#model.send({ kind: "put", id: this.id, name, size, type });
    this.#scope.timeout(putAgainMs, () => this.#put());
  }

  #hear(message: Message): void {
    if (message.kind === "go" && !this.#started) {
      this.#started = true;
      this.#piece = Math.min(Number(message.piece) || this.#piece, largestPiece);
      this.#window = Math.max(1, Number(message.window) || this.#window);
      this.#fill();
    } else if (message.kind === "ack") this.#acknowledge(message);
    else if (message.kind === "stored") this.#end(() => this.#resolve(String(message.digest ?? "")));
    else if (message.kind === "error")
      this.#end(() =>
        this.#reject(new KernelError(String(message.message ?? ""), String(message.hint ?? ""))),
      );
    else if (message.kind === "cancel") this.#end(() => this.#reject(new KernelError("cancelled")));
  }

  #acknowledge(message: Message): void {
    const now = this.#now();
    const received = Number(message.offset);
    const piece = this.#onTheWay.get(Number(message.seq));
    if (piece) this.#adapt(now - piece.sentAt);
    if (piece) this.#onTheWay.delete(piece.seq);
    for (const other of [...this.#onTheWay.values()]) {
      if (other.offset + other.length <= received) this.#onTheWay.delete(other.seq);
      // The line is alive again: what was sent before it broke is sent once more.
      else if (now - other.sentAt >= lostMs) void this.#send(other);
    }
    if (received >= 0) this.#events.onProgress(Math.min(received, this.#source.size));
    this.#fill();
  }

  /** Doubles the piece after a windowful of quick answers, halves it after a slow one. */
  #adapt(took: number): void {
    this.#quick = took < quickMs ? this.#quick + 1 : 0;
    if (this.#quick >= this.#window && this.#piece < largestPiece) {
      this.#piece = Math.min(this.#piece * 2, largestPiece);
      this.#quick = 0;
    }
    if (took > slowMs) this.#piece = Math.max(this.#piece / 2, 256 << 10);
  }

  #fill(): void {
    while (
      !this.#ended &&
      this.#onTheWay.size + this.#reading < this.#window &&
      this.#next < this.#source.size
    ) {
      const offset = this.#next;
      const length = Math.min(Math.floor(this.#piece), this.#source.size - offset);
      this.#next += length;
      const piece = { seq: this.#seq++, offset, length, sentAt: this.#now() };
      void this.#send(piece);
    }
  }

  async #send(piece: Piece): Promise<void> {
    this.#reading += 1;
    piece.sentAt = this.#now();
    this.#onTheWay.delete(piece.seq);
    try {
      const buffer = await this.#source.slice(piece.offset, piece.offset + piece.length).arrayBuffer();
      if (this.#ended) return;
      piece.sentAt = this.#now();
      this.#onTheWay.set(piece.seq, piece);
      const { seq, offset } = piece;
      this.#model.send({ kind: "piece", id: this.id, seq, offset, total: this.#source.size }, [
        new Uint8Array(buffer),
      ]);
    } catch (error) {
      // The file was moved, changed or is on a disk that went away.
      this.#model.send({ kind: "cancel", id: this.id });
      this.#end(() => this.#reject(error instanceof Error ? error : new Error(String(error))));
    } finally {
      this.#reading -= 1;
    }
  }

  /** Nothing heard of the oldest piece for 10 s: it alone goes again, so that a busy kernel is not buried. */
  #look(): void {
    const oldest = [...this.#onTheWay.values()].sort((a, b) => a.offset - b.offset)[0];
    if (oldest && this.#now() - oldest.sentAt >= lostMs) void this.#send(oldest);
  }

  #end(settle: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    settle();
    this.#scope.dispose();
  }
}
