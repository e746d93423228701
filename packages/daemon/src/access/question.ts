// What is asked before something is done: may this be done to that object?

import type { Permission } from "@virtgate/protocol";

/** What rules can look at, under libvirt's names: "connect_driver", "domain_name", … */
export type Attributes = Readonly<Record<string, string>>;

export interface Question {
  readonly permission: Permission;
  /** The object, as the driver knows it: nothing in here is a client's word. */
  readonly attributes: Attributes;
}

/** Two questions with one key have one answer. */
export const keyOf = ({ permission, attributes }: Question): string =>
  JSON.stringify([permission, attributes]);
