// What the test hypervisor and libvirt's table of networks (VIR_FROM_NETWORK) refuse.

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import { formatUuid } from "../../definitions/uuid.js";

const refusal = (code: number) => (detail: string) => libvirtError(ErrorDomain.test, code, detail);
const noNetwork = refusal(ErrorCode.noNetwork);
const notValid = refusal(ErrorCode.operationInvalid);

export const noNetworkWithUuid = (uuid: Uint8Array) =>
  noNetwork(`no network with matching uuid '${formatUuid(uuid)}'`);
export const noNetworkWithName = (name: string) => noNetwork(`no network with matching name '${name}'`);

export const stillRunning = (name: string) => notValid(`Network '${name}' is still running`);
export const alreadyRunning = (name: string) => notValid(`Network '${name}' is already running`);
export const noBridge = (name: string) =>
  libvirtError(ErrorDomain.test, ErrorCode.internalError, `network '${name}' does not have a bridge name.`);
export const tooManyNetworks = (most: number) =>
  refusal(ErrorCode.operationFailed)(`too many networks, at most ${most} are possible`);

const tableRefusal = (code: number) => (detail: string) => libvirtError(ErrorDomain.network, code, detail);
const failed = tableRefusal(ErrorCode.operationFailed);
const tableNotValid = tableRefusal(ErrorCode.operationInvalid);

export const networkDefinedWithUuid = (name: string, uuid: string) =>
  failed(`network '${name}' is already defined with uuid ${uuid}`);
export const networkExistsWithUuid = (name: string, uuid: string) =>
  failed(`network '${name}' already exists with uuid ${uuid}`);
export const networkActive = (name: string) => tableNotValid(`network is already active as '${name}'`);
export const networkNotRunning = () => tableNotValid("network is not running");
export const networkTransient = () => tableNotValid("cannot change persistent config of a transient network");
