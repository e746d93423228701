// Snapshots and checkpoints of a domain.

import { remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import { DomainCheckpoint } from "./domain-checkpoint.js";
import { DomainGuest } from "./domain-guest.js";
import { DomainSnapshot } from "./domain-snapshot.js";

const { calls } = remote;

export abstract class DomainSnapshots extends DomainGuest {
  async snapshots(flags = 0, options?: CallOptions): Promise<DomainSnapshot[]> {
    const args = { dom: this.ref, needResults: 1, flags };
    const { snapshots } = await this.invoke(calls.domainListAllSnapshots, args, options);
    return snapshots.map((ref) => new DomainSnapshot(this.connection, ref));
  }

  async snapshotLookupByName(name: string, options?: CallOptions): Promise<DomainSnapshot> {
    const args = { dom: this.ref, name, flags: 0 };
    const { snap } = await this.invoke(calls.domainSnapshotLookupByName, args, options);
    return new DomainSnapshot(this.connection, snap);
  }

  async snapshotCreate(xml: string, flags = 0, options?: CallOptions): Promise<DomainSnapshot> {
    const args = { dom: this.ref, xmlDesc: xml, flags };
    const { snap } = await this.invoke(calls.domainSnapshotCreateXml, args, options);
    return new DomainSnapshot(this.connection, snap);
  }

  async snapshotCurrent(options?: CallOptions): Promise<DomainSnapshot> {
    const { snap } = await this.invoke(calls.domainSnapshotCurrent, { dom: this.ref, flags: 0 }, options);
    return new DomainSnapshot(this.connection, snap);
  }

  async hasCurrentSnapshot(options?: CallOptions): Promise<boolean> {
    const args = { dom: this.ref, flags: 0 };
    return (await this.invoke(calls.domainHasCurrentSnapshot, args, options)).result === 1;
  }

  async checkpoints(flags = 0, options?: CallOptions): Promise<DomainCheckpoint[]> {
    const args = { dom: this.ref, needResults: 1, flags };
    const { checkpoints } = await this.invoke(calls.domainListAllCheckpoints, args, options);
    return checkpoints.map((ref) => new DomainCheckpoint(this.connection, ref));
  }

  async checkpointLookupByName(name: string, options?: CallOptions): Promise<DomainCheckpoint> {
    const args = { dom: this.ref, name, flags: 0 };
    const { checkpoint } = await this.invoke(calls.domainCheckpointLookupByName, args, options);
    return new DomainCheckpoint(this.connection, checkpoint);
  }

  async checkpointCreate(xml: string, flags = 0, options?: CallOptions): Promise<DomainCheckpoint> {
    const args = { dom: this.ref, xmlDesc: xml, flags };
    const { checkpoint } = await this.invoke(calls.domainCheckpointCreateXml, args, options);
    return new DomainCheckpoint(this.connection, checkpoint);
  }
}
