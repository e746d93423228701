// What the test hypervisor refuses, in its own name (VIR_FROM_TEST).

import { ErrorCode, ErrorDomain, LibvirtError, libvirtError } from "@virtgate/protocol";
import { formatUuid } from "../../definitions/uuid.js";
import type { DomainRef } from "../driver.js";
import { refuseFlags } from "../refusals.js";

const refusal = (code: number, detail: string): LibvirtError => libvirtError(ErrorDomain.test, code, detail);

/** For look-ups, where libvirt does not repeat what was asked for. */
export const noSuchDomain = () => libvirtError(ErrorDomain.test, ErrorCode.noDomain);

/** For calls about a domain. The name is the caller's: only the uuid was looked for. */
export const noDomain = ({ uuid, name }: DomainRef) =>
  refusal(ErrorCode.noDomain, `no domain with matching uuid '${formatUuid(uuid)}' (${name})`);

export const noNodeDevice = (name: string) =>
  refusal(ErrorCode.noNodeDevice, `no node device with matching name '${name}'`);

/** From the part of libvirt that knows devices (VIR_FROM_NODEDEV), not from the test hypervisor. */
export const deviceFailure = (detail: string) =>
  libvirtError(ErrorDomain.nodedev, ErrorCode.internalError, detail);

export const noSnapshot = (detail: string) => refusal(ErrorCode.noDomainSnapshot, detail);
export const noCheckpoint = (detail: string) => refusal(ErrorCode.noDomainCheckpoint, detail);
export const notValid = (detail: string) => refusal(ErrorCode.operationInvalid, detail);
export const internal = (detail: string) => refusal(ErrorCode.internalError, detail);
export const invalidArgument = (detail: string) => refusal(ErrorCode.invalidArg, detail);
export const invalidXml = (detail: string) => refusal(ErrorCode.xmlError, detail);
export const risky = (detail: string) => refusal(ErrorCode.snapshotRevertRisky, detail);
export const failed = (detail: string) => refusal(ErrorCode.operationFailed, detail);
export const unsupported = (detail: string) => refusal(ErrorCode.operationUnsupported, detail);
export const unsupportedArgument = (detail: string) => refusal(ErrorCode.argumentUnsupported, detail);

export const onlyFlags = (where: string, flags: number, known = 0) =>
  refuseFlags(ErrorDomain.test, where, flags, known);

/** A name that would break the lines of a list. */
export const illegalName = (): LibvirtError =>
  libvirtError(ErrorDomain.xml, ErrorCode.xmlDetail, "invalid char in name: \n");

/** libvirt's answer when a driver returns "nothing" without saying why. */
export const unexplained = () =>
  new LibvirtError(ErrorCode.internalError, ErrorDomain.none, "An error occurred, but the cause is unknown", {
    int1: 0,
    int2: 0,
  });
