// What the test hypervisor refuses about storage: in its own name, or in that of libvirt's list of pools.

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import { formatUuid } from "../../definitions/uuid.js";

const test = (code: number) => (detail: string) => libvirtError(ErrorDomain.test, code, detail);
const storage = (code: number) => (detail: string) => libvirtError(ErrorDomain.storage, code, detail);

const noPool = test(ErrorCode.noStoragePool);
const noVolume = test(ErrorCode.noStorageVol);
const notValid = test(ErrorCode.operationInvalid);
const failedInList = storage(ErrorCode.operationFailed);

export const noPoolNamed = (name: string) => noPool(`no storage pool with matching name '${name}'`);
export const noPoolWithUuid = (uuid: Uint8Array) =>
  noPool(`no storage pool with matching uuid '${formatUuid(uuid)}'`);
export const poolInactive = (name: string) => notValid(`storage pool '${name}' is not active`);
export const poolActive = (name: string) => notValid(`storage pool '${name}' is active`);
export const somePoolInactive = () => notValid("storage pool is not active");
export const noConfigFile = () => test(ErrorCode.invalidArg)("pool has no config file");

export const noVolumeNamed = (name: string) => noVolume(`no storage vol with matching name '${name}'`);
export const noVolumeWithKey = (key: string) => noVolume(`no storage vol with matching key '${key}'`);
export const noVolumeAt = (path: string) => noVolume(`no storage vol with matching path '${path}'`);
export const volumeExists = () => test(ErrorCode.operationFailed)("storage vol already exists");
export const noRoom = (name: string) =>
  test(ErrorCode.internalError)(`Not enough free space in pool for volume '${name}'`);

export const sourceConflict = (name: string) => failedInList(`Storage source conflict with pool: '${name}'`);
export const definedWithUuid = (name: string, uuid: Uint8Array) =>
  failedInList(`pool '${name}' is already defined with uuid ${formatUuid(uuid)}`);
export const existsWithUuid = (name: string, uuid: Uint8Array) =>
  failedInList(`pool '${name}' already exists with uuid ${formatUuid(uuid)}`);
export const alreadyActive = (name: string) =>
  storage(ErrorCode.operationInvalid)(`pool is already active as '${name}'`);

export const noSourceDiscovery = (type: string) =>
  test(ErrorCode.noSupport)(`pool type '${type}' does not support source discovery`);
export const unknownPoolType = (type: string) =>
  test(ErrorCode.internalError)(`unknown storage pool type ${type}`);
export const missingBackend = () => storage(ErrorCode.internalError)("missing backend for pool type -1");
export const hostNameNeeded = () =>
  test(ErrorCode.invalidArg)("hostname must be specified for netfs sources");

export const noNodeDevice = (name: string) =>
  test(ErrorCode.noNodeDevice)(`no node device with matching name '${name}'`);
