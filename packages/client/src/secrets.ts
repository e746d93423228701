// The secrets of a host.

import { remote, type SecretRef } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import { RemoteObject } from "./object.js";
import { Secret } from "./secret.js";
import { uuidBytes } from "./uuid.js";

const { calls } = remote;

export class Secrets extends RemoteObject {
  of(ref: SecretRef): Secret {
    return new Secret(this.connection, ref);
  }

  async list(flags = 0, options?: CallOptions): Promise<Secret[]> {
    const { secrets } = await this.invoke(calls.connectListAllSecrets, { needResults: 1, flags }, options);
    return secrets.map((ref) => this.of(ref));
  }

  async lookupByUuid(uuid: string | Uint8Array, options?: CallOptions): Promise<Secret> {
    return this.of((await this.invoke(calls.secretLookupByUuid, { uuid: uuidBytes(uuid) }, options)).secret);
  }

  async lookupByUsage(usageType: number, usageId: string, options?: CallOptions): Promise<Secret> {
    const args = { usageType, usageID: usageId };
    return this.of((await this.invoke(calls.secretLookupByUsage, args, options)).secret);
  }

  async define(xml: string, flags = 0, options?: CallOptions): Promise<Secret> {
    return this.of((await this.invoke(calls.secretDefineXml, { xml, flags }, options)).secret);
  }
}
