// A checkpoint of a domain: from when on changed blocks are counted, for incremental backups.

import { type DomainCheckpointRef, remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import type { Connection } from "./connection.js";
import { RemoteObject } from "./object.js";

const { calls } = remote;

export class DomainCheckpoint extends RemoteObject {
  readonly ref: DomainCheckpointRef;

  constructor(connection: Connection, ref: DomainCheckpointRef) {
    super(connection);
    this.ref = ref;
  }

  get name(): string {
    return this.ref.name;
  }

  async xmlDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.domainCheckpointGetXmlDesc, { checkpoint: this.ref, flags }, options))
      .xml;
  }

  /** Rejects when it has none. */
  async parent(options?: CallOptions): Promise<DomainCheckpoint> {
    const args = { checkpoint: this.ref, flags: 0 };
    const { parent } = await this.invoke(calls.domainCheckpointGetParent, args, options);
    return new DomainCheckpoint(this.connection, parent);
  }

  async children(flags = 0, options?: CallOptions): Promise<DomainCheckpoint[]> {
    const args = { checkpoint: this.ref, needResults: 1, flags };
    const { checkpoints } = await this.invoke(calls.domainCheckpointListAllChildren, args, options);
    return checkpoints.map((ref) => new DomainCheckpoint(this.connection, ref));
  }

  async delete(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainCheckpointDelete, { checkpoint: this.ref, flags }, options);
  }
}
