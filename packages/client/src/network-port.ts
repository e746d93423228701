// A port of a virtual network: where one interface of a guest is plugged in.

import { type NetworkPortRef, remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import type { Connection } from "./connection.js";
import { RemoteObject } from "./object.js";
import {
  fromTypedParameters,
  type ParameterChanges,
  type Parameters,
  toTypedParameters,
} from "./typed-parameters.js";
import { formatUuid } from "./uuid.js";

const { calls } = remote;

export class NetworkPort extends RemoteObject {
  readonly ref: NetworkPortRef;

  constructor(connection: Connection, ref: NetworkPortRef) {
    super(connection);
    this.ref = ref;
  }

  get uuid(): string {
    return formatUuid(this.ref.uuid);
  }

  async xmlDesc(flags = 0, options?: CallOptions): Promise<string> {
    return (await this.invoke(calls.networkPortGetXmlDesc, { port: this.ref, flags }, options)).xml;
  }

  async parameters(flags = 0, options?: CallOptions): Promise<Parameters> {
    const args = { port: this.ref, flags };
    const { nparams } = await this.invoke(calls.networkPortGetParameters, { ...args, nparams: 0 }, options);
    const { params } = await this.invoke(calls.networkPortGetParameters, { ...args, nparams }, options);
    return fromTypedParameters(params);
  }

  async setParameters(changes: ParameterChanges, flags = 0, options?: CallOptions): Promise<void> {
    const args = { port: this.ref, params: toTypedParameters(changes), flags };
    await this.invoke(calls.networkPortSetParameters, args, options);
  }

  async delete(flags = 0, options?: CallOptions): Promise<void> {
    await this.invoke(calls.networkPortDelete, { port: this.ref, flags }, options);
  }
}
