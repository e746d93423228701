// A network filter, and its binding to one port of a guest.

import { type NwfilterBindingRef, type NwfilterRef, remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import type { Connection } from "./connection.js";
import { RemoteObject } from "./object.js";
import { formatUuid } from "./uuid.js";

const { calls } = remote;

export class NwFilter extends RemoteObject {
  readonly ref: NwfilterRef;

  constructor(connection: Connection, ref: NwfilterRef) {
    super(connection);
    this.ref = ref;
  }

  get name(): string {
    return this.ref.name;
  }

  get uuid(): string {
    return formatUuid(this.ref.uuid);
  }

  async xmlDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.nwfilterGetXmlDesc, { nwfilter: this.ref, flags }, options)).xml;
  }

  async undefine(options?: CallOptions): Promise<void> {
    await this.invoke(calls.nwfilterUndefine, { nwfilter: this.ref }, options);
  }
}

export class NwFilterBinding extends RemoteObject {
  readonly ref: NwfilterBindingRef;

  constructor(connection: Connection, ref: NwfilterBindingRef) {
    super(connection);
    this.ref = ref;
  }

  get portDev(): string {
    return this.ref.portdev;
  }

  get filterName(): string {
    return this.ref.filtername;
  }

  async xmlDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.nwfilterBindingGetXmlDesc, { nwfilter: this.ref, flags }, options)).xml;
  }

  async delete(options?: CallOptions): Promise<void> {
    await this.invoke(calls.nwfilterBindingDelete, { nwfilter: this.ref }, options);
  }
}
