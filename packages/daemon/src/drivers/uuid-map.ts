// UUID -> value without making a string of the UUID: every call that names a domain begins with this look-up.

interface Slot<V> {
  readonly uuid: Uint8Array;
  value: V;
}

// UUIDs are chosen by users. A secret start keeps anybody from choosing many that share a hash. Nobody ever sees a
// hash or another number of this generator, so it need not be the cryptographic one, which takes 5 ms to load.
const odd = () => Math.floor(Math.random() * 0x1_0000_0000) | 1;
const secret = odd();
const factor = odd();

function hash(uuid: Uint8Array): number {
  let mixed = secret;
  for (let at = 0; at < 16; at += 4) {
    mixed ^= (uuid[at]! << 24) | (uuid[at + 1]! << 16) | (uuid[at + 2]! << 8) | uuid[at + 3]!;
    mixed = Math.imul(mixed, factor);
    mixed ^= mixed >>> 15;
  }
  return mixed;
}

export function sameUuid(one: Uint8Array, other: Uint8Array): boolean {
  for (let at = 0; at < 16; at++) if (one[at] !== other[at]) return false;
  return true;
}

export class UuidMap<V> {
  readonly #slots = new Map<number, Slot<V>[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(uuid: Uint8Array): V | undefined {
    const slots = this.#slots.get(hash(uuid));
    if (slots === undefined) return undefined;
    for (const slot of slots) if (sameUuid(slot.uuid, uuid)) return slot.value;
    return undefined;
  }

  set(uuid: Uint8Array, value: V): void {
    const key = hash(uuid);
    const slots = this.#slots.get(key) ?? [];
    const slot = slots.find((candidate) => sameUuid(candidate.uuid, uuid));
    if (slot !== undefined) {
      slot.value = value;
      return;
    }
    // A copy: the key may be a view of a packet.
    slots.push({ uuid: Uint8Array.from(uuid), value });
    this.#slots.set(key, slots);
    this.#size++;
  }

  delete(uuid: Uint8Array): void {
    const key = hash(uuid);
    const slots = this.#slots.get(key);
    const at = slots?.findIndex((slot) => sameUuid(slot.uuid, uuid)) ?? -1;
    if (slots === undefined || at < 0) return;
    slots.splice(at, 1);
    if (slots.length === 0) this.#slots.delete(key);
    this.#size--;
  }
}
