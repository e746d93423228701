// A snapshot of a domain: its disks, and its memory if it ran.

import { type DomainSnapshotRef, remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import type { Connection } from "./connection.js";
import { RemoteObject } from "./object.js";

const { calls } = remote;

export class DomainSnapshot extends RemoteObject {
  readonly ref: DomainSnapshotRef;

  constructor(connection: Connection, ref: DomainSnapshotRef) {
    super(connection);
    this.ref = ref;
  }

  get name(): string {
    return this.ref.name;
  }

  async xmlDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.domainSnapshotGetXmlDesc, { snap: this.ref, flags }, options)).xml;
  }

  async isCurrent(options?: CallOptions): Promise<boolean> {
    const { current } = await this.invoke(
      calls.domainSnapshotIsCurrent,
      { snap: this.ref, flags: 0 },
      options,
    );
    return current === 1;
  }

  async hasMetadata(options?: CallOptions): Promise<boolean> {
    const args = { snap: this.ref, flags: 0 };
    return (await this.invoke(calls.domainSnapshotHasMetadata, args, options)).metadata === 1;
  }

  /** Rejects when it has none. */
  async parent(options?: CallOptions): Promise<DomainSnapshot> {
    const { snap } = await this.invoke(calls.domainSnapshotGetParent, { snap: this.ref, flags: 0 }, options);
    return new DomainSnapshot(this.connection, snap);
  }

  async children(flags = 0, options?: CallOptions): Promise<DomainSnapshot[]> {
    const args = { snapshot: this.ref, needResults: 1, flags };
    const { snapshots } = await this.invoke(calls.domainSnapshotListAllChildren, args, options);
    return snapshots.map((ref) => new DomainSnapshot(this.connection, ref));
  }

  /** Takes the domain back to it. */
  async revert(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainRevertToSnapshot, { snap: this.ref, flags }, options);
  }

  async delete(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.domainSnapshotDelete, { snap: this.ref, flags }, options);
  }
}
