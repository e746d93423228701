// Reads the facts about libvirt's protocol, where they are at hand. They are not part of this repository.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../sources.js";
import type { FactField, FactTypes } from "./sample.js";

export interface Test {
  readonly param: string;
  readonly test: "allSet" | "anySet" | "noneSet" | "equal";
  readonly names: readonly string[];
}

export interface Rule {
  readonly object: string;
  readonly permission: string;
  readonly when?: Test;
}

export interface FactProcedure {
  readonly number: number;
  readonly name: string;
  readonly kind: "call" | "event";
  readonly args: readonly FactField[];
  readonly ret: readonly FactField[];
  readonly wireArgs: string;
  readonly wireRet: string;
  readonly priority: "high" | "low" | "none" | "unknown";
  readonly acl: readonly Rule[] | null | "unknown";
  readonly aclfilter?: readonly Rule[];
  readonly api?: string | null;
  readonly privateApi?: string;
  readonly readOnlyConnection?: "allowed" | "denied" | { readonly deniedWhen: Test };
  readonly needAuth?: boolean;
  readonly stream?: object;
  readonly readstream?: number;
  readonly writestream?: number;
  readonly sparseFlag?: { readonly name: string; readonly value: number };
  readonly fds?: { readonly toServer: boolean; readonly toClient: boolean };
  readonly event?: { readonly class: string; readonly id: number };
  readonly hasCallbackID?: boolean;
}

export interface ProgramFacts {
  readonly programNumber: number;
  readonly version: number;
  readonly types: FactTypes;
  readonly procedures: readonly FactProcedure[];
}

export interface RemoteFacts extends ProgramFacts {
  readonly constants: Readonly<Record<string, number>>;
  readonly permissions: Readonly<
    Record<string, readonly { readonly name: string; readonly anonymous: boolean }[]>
  >;
  readonly driverFeatures: Readonly<Record<string, number>>;
}

export interface ConstantFacts {
  readonly enums: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly stringMacros: Readonly<Record<string, string>>;
  readonly numberMacros: Readonly<Record<string, number>>;
  readonly aliasMacros: Readonly<Record<string, string>>;
}

export interface ErrorFacts {
  readonly errors: readonly {
    readonly code: number;
    readonly name: string;
    readonly msg: string | null;
    readonly msginfo: string | null;
  }[];
  readonly domains: readonly { readonly domain: number; readonly name: string }[];
  readonly levels: Readonly<Record<string, number>>;
}

export interface RpcFacts {
  readonly constants: Readonly<Record<string, number>>;
  readonly frame: { readonly maxLengthWordValue: number; readonly headerBytes: number };
  readonly messageTypes: readonly { readonly name: string; readonly value: number }[];
  readonly messageStatuses: readonly { readonly name: string; readonly value: number }[];
  readonly fds: { readonly max: number };
  readonly error: { readonly wire: string };
  readonly keepalive: {
    readonly programNumber: number;
    readonly version: number;
    readonly procedures: readonly { readonly number: number; readonly name: string }[];
    readonly frameBytes: number;
  };
}

export interface DeltaFacts {
  readonly types: FactTypes;
  readonly procedures: readonly FactProcedure[];
  readonly publicConstants: readonly {
    readonly name: string;
    readonly enum: string;
    readonly value: number;
  }[];
  readonly publicStringMacros: readonly { readonly name: string; readonly value: string }[];
}

export interface Facts {
  readonly remote: RemoteFacts;
  readonly qemu: ProgramFacts;
  readonly lxc: ProgramFacts;
  readonly admin: ProgramFacts;
  readonly delta: DeltaFacts;
  readonly constants: ConstantFacts;
  readonly errors: ErrorFacts;
  readonly rpc: RpcFacts;
}

/** Undefined when there are none: neither $VIRTGATE_FACTS nor ../shared/facts beside the checkout. */
export function readFacts(): Facts | undefined {
  const folder = process.env.VIRTGATE_FACTS ?? join(checkout(), "../shared/facts");
  if (!existsSync(join(folder, "remote.json"))) return undefined;
  const read = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
  return {
    remote: read("remote"),
    qemu: read("qemu"),
    lxc: read("lxc"),
    admin: read("admin"),
    delta: read("delta"),
    constants: read("constants"),
    errors: read("errors"),
    rpc: read("rpc"),
  };
}
