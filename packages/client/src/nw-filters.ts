// The network filters of a host.

import { type NwfilterRef, remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import { NwFilter, NwFilterBinding } from "./nw-filter.js";
import { RemoteObject } from "./object.js";
import { uuidBytes } from "./uuid.js";

const { calls } = remote;

export class NwFilters extends RemoteObject {
  of(ref: NwfilterRef): NwFilter {
    return new NwFilter(this.connection, ref);
  }

  async list(flags = 0, options?: CallOptions): Promise<NwFilter[]> {
    const { filters } = await this.invoke(calls.connectListAllNwfilters, { needResults: 1, flags }, options);
    return filters.map((ref) => this.of(ref));
  }

  async lookupByName(name: string, options?: CallOptions): Promise<NwFilter> {
    return this.of((await this.invoke(calls.nwfilterLookupByName, { name }, options)).nwfilter);
  }

  async lookupByUuid(uuid: string | Uint8Array, options?: CallOptions): Promise<NwFilter> {
    const args = { uuid: uuidBytes(uuid) };
    return this.of((await this.invoke(calls.nwfilterLookupByUuid, args, options)).nwfilter);
  }

  async define(xml: string, flags = 0, options?: CallOptions): Promise<NwFilter> {
    if (flags === 0) return this.of((await this.invoke(calls.nwfilterDefineXml, { xml }, options)).nwfilter);
    return this.of((await this.invoke(calls.nwfilterDefineXmlFlags, { xml, flags }, options)).nwfilter);
  }

  async bindings(flags = 0, options?: CallOptions): Promise<NwFilterBinding[]> {
    const args = { needResults: 1, flags };
    const { bindings } = await this.invoke(calls.connectListAllNwfilterBindings, args, options);
    return bindings.map((ref) => new NwFilterBinding(this.connection, ref));
  }

  async bindingLookupByPortDev(name: string, options?: CallOptions): Promise<NwFilterBinding> {
    const { nwfilter } = await this.invoke(calls.nwfilterBindingLookupByPortDev, { name }, options);
    return new NwFilterBinding(this.connection, nwfilter);
  }

  async bindingCreate(xml: string, flags = 0, options?: CallOptions): Promise<NwFilterBinding> {
    const { nwfilter } = await this.invoke(calls.nwfilterBindingCreateXml, { xml, flags }, options);
    return new NwFilterBinding(this.connection, nwfilter);
  }
}
