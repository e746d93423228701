// A secret that the host keeps for its guests, such as the passphrase of a disk.

import { remote, type SecretRef } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import type { Connection } from "./connection.js";
import { RemoteObject } from "./object.js";
import { formatUuid } from "./uuid.js";

const { calls } = remote;

export class Secret extends RemoteObject {
  readonly ref: SecretRef;

  constructor(connection: Connection, ref: SecretRef) {
    super(connection);
    this.ref = ref;
  }

  get uuid(): string {
    return formatUuid(this.ref.uuid);
  }

  /** One of SecretUsageType. */
  get usageType(): number {
    return this.ref.usageType;
  }

  get usageId(): string {
    return this.ref.usageID;
  }

  async xmlDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.secretGetXmlDesc, { secret: this.ref, flags }, options)).xml;
  }

  /** A copy: overwrite it when done. */
  async value(flags = 0, options?: CallOptions): Promise<Uint8Array> {
    const { value } = await this.invoke(calls.secretGetValue, { secret: this.ref, flags }, options);
    return Uint8Array.from(value);
  }

  async setValue(value: Uint8Array, flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.secretSetValue, { secret: this.ref, value, flags }, options);
  }

  async undefine(options?: CallOptions): Promise<void> {
    await this.invoke(calls.secretUndefine, { secret: this.ref }, options);
  }
}
