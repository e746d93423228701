// @virtgate/client: a libvirt client without native code. This is its public list of names.

export { LibvirtError } from "@virtgate/protocol";
export { type AdminConnection, type AdminOptions, connectAdmin } from "./admin-connection.js";
export type { CallOptions, ProgramId, WithFds } from "./calls.js";
export { type ConnectOptions, connect } from "./connect.js";
export type { Connection } from "./connection.js";
export { type DaemonConnection, type DaemonSocket, daemonSocket } from "./daemon-socket.js";
export type { Domain, DomainInfo } from "./domain.js";
export type { DomainCheckpoint } from "./domain-checkpoint.js";
export type { BlockCommit, BlockInfo, BlockJobInfo, Counters } from "./domain-devices.js";
export type { DomainInterface, FileSystem } from "./domain-guest.js";
export type { DomainSnapshot } from "./domain-snapshot.js";
export type { VcpuInfo } from "./domain-tuning.js";
export type { Domains } from "./domains.js";
export { type Environment, hostEnvironment } from "./environment.js";
export {
  domainEvents,
  networkEvents,
  nodeDeviceEvents,
  secretEvents,
  storagePoolEvents,
} from "./event-names.js";
export type { EventOptions, EventQueue } from "./event-queue.js";
export type { Events, EventValue } from "./events.js";
export type { ServerFeatures } from "./handshake.js";
export { formatVersion, type Host, type NodeInfo } from "./host.js";
export type { Interface } from "./interface.js";
export type { Interfaces } from "./interfaces.js";
export type { KeepaliveOptions } from "./keepalive.js";
export type { DhcpLease, Network, NetworkUpdate } from "./network.js";
export type { NetworkPort } from "./network-port.js";
export type { Networks } from "./networks.js";
export type { NodeDevice } from "./node-device.js";
export type { NodeDevices } from "./node-devices.js";
export type { NwFilter, NwFilterBinding } from "./nw-filter.js";
export type { NwFilters } from "./nw-filters.js";
export type { ProcedureMethods } from "./procedures.js";
export type { ReconnectOptions } from "./reconnect.js";
export { type RemoteMode, type RemoteProxy, type RemoteTarget, remoteTarget } from "./remote-uri.js";
export type { Secret } from "./secret.js";
export type { Secrets } from "./secrets.js";
export type {
  AskForCredentials,
  CredentialName,
  CredentialPrompt,
  CredentialRequest,
  Credentials,
  CredentialsOption,
} from "./sign-in/credentials.js";
export type { BeforePolkit } from "./sign-in/sign-in.js";
export type { StoragePool, StoragePoolInfo } from "./storage-pool.js";
export type { StoragePools } from "./storage-pools.js";
export type { StorageVolume, TransferOptions } from "./storage-volume.js";
export type { StorageVolumes } from "./storage-volumes.js";
export { type ClientStream, type Hole, isHole, type StreamOptions, type StreamPiece } from "./stream.js";
export {
  toNodeReadable,
  toNodeWritable,
  toReadableStream,
  toWritableStream,
  withZeros,
} from "./stream-adapters.js";
export { memoryPair } from "./transports/memory.js";
export type { CloseReason, LocalDriver, Protection, Transport } from "./transports/transport.js";
export {
  fromTypedParameters,
  type ParameterChanges,
  type Parameters,
  type ParameterValue,
  type TypedValue,
  toTypedParameters,
} from "./typed-parameters.js";
export { formatUri, parseUri, type Uri, type UriParameter } from "./uri.js";
export { formatUuid, parseUuid } from "./uuid.js";
