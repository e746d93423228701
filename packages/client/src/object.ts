// What all objects of a hypervisor have in common: the connection they came by.

import { type Args, type Procedure, type Ret, remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import type { Connection } from "./connection.js";

export abstract class RemoteObject {
  readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** A call of the remote program. */
  protected invoke<P extends Procedure>(procedure: P, args: Args<P>, options?: CallOptions): Promise<Ret<P>> {
    return this.connection.invoke(remote, procedure, args, options);
  }
}
