// What the test hypervisor refuses about interfaces of its host.

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";

const refusal = (code: number) => (detail?: string) => libvirtError(ErrorDomain.test, code, detail);
const noInterface = refusal(ErrorCode.noInterface);
const notValid = refusal(ErrorCode.operationInvalid);

export const noInterfaceWithName = (name: string) => noInterface(`no interface with matching name '${name}'`);
export const noInterfaceWithMac = (mac: string) => noInterface(`no interface with matching mac '${mac}'`);
export const manyInterfaces = () => refusal(ErrorCode.multipleInterfaces)();
export const tooManyInterfaces = (most: number) =>
  refusal(ErrorCode.operationFailed)(`too many interfaces, at most ${most} are possible`);

/** Up when it is to go up, or down when it is to go down. libvirt does not say which. */
export const alreadySo = () => notValid();

export const anotherTransaction = () => notValid("there is another transaction running.");
export const nothingToCommit = () => notValid("no transaction running, nothing to be committed.");
export const nothingToRollBack = () => notValid("no transaction running, nothing to rollback.");
