// Why there is no answer from polkit, in the words of libvirt, which has them from GLib (watched with 9.0.0).

import { ErrorCode, ErrorDomain, type LibvirtError, libvirtError } from "@virtgate/protocol";
import { errnoText } from "../config/errno-text.js";

function dbusError(code: number, detail: string, cause: unknown): LibvirtError {
  const error = libvirtError(ErrorDomain.dbus, code, detail);
  error.cause = cause;
  return error;
}

/** The bus or polkit has answered with an error: its name on D-Bus and its text. */
export const serviceError = (name: string, text: string, cause?: unknown): LibvirtError =>
  dbusError(ErrorCode.dbusService, `GDBus.Error:${name}: ${text}`, cause);

/** There is no bus, or nobody answers there. */
export const noBus = (thrown: unknown): LibvirtError =>
  dbusError(
    ErrorCode.internalError,
    `Unable to get system bus connection: Could not connect: ${errnoText(thrown)}`,
    thrown,
  );

export const busClosed = (cause?: unknown): LibvirtError =>
  dbusError(ErrorCode.dbusService, "The connection is closed", cause);

export const noAnswerInTime = (seconds: number): LibvirtError =>
  dbusError(ErrorCode.dbusService, "Timeout was reached", new Error(`no answer within ${seconds} s`));

/** The client has gone. */
export const cancelled = (): LibvirtError =>
  dbusError(ErrorCode.dbusService, "Operation was cancelled", new Error("nobody waits for the answer"));

export const tooManyChecks = (waiting: number): LibvirtError =>
  dbusError(
    ErrorCode.dbusService,
    "GDBus.Error:org.freedesktop.DBus.Error.LimitsExceeded: too many checks wait for polkit",
    new Error(`${waiting} checks wait already`),
  );

/** What polkit says about somebody whose user it is not told. */
export const noUid = (): LibvirtError =>
  serviceError("org.freedesktop.PolicyKit1.Error.Failed", "Unix process subject does not have uid set");
