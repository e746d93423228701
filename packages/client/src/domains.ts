// The domains of a host: listing, finding, making.

import { type DomainRef, remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import { Domain } from "./domain.js";
import { RemoteObject } from "./object.js";
import { fromTypedParameters, type Parameters } from "./typed-parameters.js";
import { uuidBytes } from "./uuid.js";

const { calls } = remote;

export class Domains extends RemoteObject {
  /** The object for a reference that came with an event or a call of `connection.call`. */
  of(ref: DomainRef): Domain {
    return new Domain(this.connection, ref);
  }

  /** `flags` are ConnectListAllDomainsFlags; 0 lists all. */
  async list(flags = 0, options?: CallOptions): Promise<Domain[]> {
    const { domains } = await this.invoke(calls.connectListAllDomains, { needResults: 1, flags }, options);
    return domains.map((ref) => this.of(ref));
  }

  async lookupByName(name: string, options?: CallOptions): Promise<Domain> {
    return this.of((await this.invoke(calls.domainLookupByName, { name }, options)).dom);
  }

  async lookupById(id: number, options?: CallOptions): Promise<Domain> {
    return this.of((await this.invoke(calls.domainLookupById, { id }, options)).dom);
  }

  async lookupByUuid(uuid: string | Uint8Array, options?: CallOptions): Promise<Domain> {
    return this.of((await this.invoke(calls.domainLookupByUuid, { uuid: uuidBytes(uuid) }, options)).dom);
  }

  /** Stores a definition without starting it. */
  async define(xml: string, flags = 0, options?: CallOptions): Promise<Domain> {
    // The procedure without flags is the older one, and as libvirt does it is used where it is enough.
    if (flags === 0) return this.of((await this.invoke(calls.domainDefineXml, { xml }, options)).dom);
    return this.of((await this.invoke(calls.domainDefineXmlFlags, { xml, flags }, options)).dom);
  }

  /** Starts a domain that is not stored, and gone once it stops. */
  async create(xml: string, flags = 0, options?: CallOptions): Promise<Domain> {
    return this.of((await this.invoke(calls.domainCreateXml, { xmlDesc: xml, flags }, options)).dom);
  }

  /** As `create`, with files of this process: see Domain.createWithFiles. */
  async createXmlWithFiles(
    xml: string,
    fds: readonly number[],
    flags = 0,
    options?: CallOptions,
  ): Promise<Domain> {
    const args = { xmlDesc: xml, flags };
    const procedure = calls.domainCreateXmlWithFiles;
    return this.of((await this.connection.callWithFds(remote, procedure, args, fds, options)).ret.dom);
  }

  /** Starts a domain from a file that `save` made. */
  async restore(from: string, dxml: string | null = null, flags = 0, options?: CallOptions): Promise<void> {
    if (dxml === null && flags === 0) await this.invoke(calls.domainRestore, { from }, options);
    else await this.invoke(calls.domainRestoreFlags, { from, dxml, flags }, options);
  }

  /** Statistics of all domains at once. */
  async stats(stats = 0, flags = 0, options?: CallOptions): Promise<{ domain: Domain; stats: Parameters }[]> {
    const { retStats } = await this.invoke(
      calls.connectGetAllDomainStats,
      { doms: [], stats, flags },
      options,
    );
    return retStats.map(({ dom, params }) => ({ domain: this.of(dom), stats: fromTypedParameters(params) }));
  }
}
