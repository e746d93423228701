// What an acceptor and an initiator do differently: names, credentials and one function of the library.
import { emptyDescriptor, given } from "./buffers.js";
import { type Answer, Flag, type Handles, type Side } from "./context.js";
import type { GssLibrary, Handle, Out } from "./library.js";
import { importName, releaseName } from "./names.js";
import { hostBasedService, kerberos } from "./oids.js";
import { isError, refusal } from "./status.js";

const noEnd = 0xffff_ffff; // GSS_C_INDEFINITE
const toAccept = 2; // GSS_C_ACCEPT
const mechanisms = { count: 1, elements: [kerberos] };

/**
 * A server that is `service@host`. Its key comes from `keytab`, or from where the library looks (KRB5_KTNAME,
 * krb5.conf, /etc/krb5.keytab).
 */
export function acceptor(library: GssLibrary, service: string, host: string, keytab?: string): Side {
  const { gss } = library;
  const store = keytab === undefined ? null : { count: 1, elements: [{ key: "keytab", value: keytab }] };
  const results = () => ({
    minor: [0] as Out<number>,
    client: [null] as Out<Handle>,
    reply: emptyDescriptor(),
    flags: [0] as Out<number>,
  });
  const answerOf = (
    handles: Handles,
    context: Out<Handle>,
    { minor, client, reply, flags }: ReturnType<typeof results>,
    major: number,
  ): Answer => {
    handles.context = context[0];
    if (client[0] !== null) {
      releaseName(library, handles.name);
      handles.name = client[0];
    }
    return { major, minor: minor[0], reply, flags: flags[0] };
  };
  return {
    async prepare(handles) {
      const name = importName(library, `${service}@${host}`, hostBasedService);
      try {
        const minor: Out<number> = [0];
        const credential: Out<Handle> = [null];
        // A file is read. It is done here and not in a thread because its words are lost there, and it is short.
        const major = gss.acquire(minor, name, noEnd, mechanisms, toAccept, store, credential, null, null);
        if (isError(major)) throw refusal(library, { major, minor: minor[0] });
        handles.credential = credential[0];
      } finally {
        releaseName(library, name);
      }
    },
    async call(handles, token) {
      const context: Out<Handle> = [handles.context];
      const to = results();
      const major = await inThread(
        gss.accept,
        to.minor,
        context,
        handles.credential,
        given(token ?? new Uint8Array(0)),
        null,
        to.client,
        null,
        to.reply,
        to.flags,
        null,
        null,
      );
      return answerOf(handles, context, to, major);
    },
    callSync(handles, token) {
      const context: Out<Handle> = [handles.context];
      const to = results();
      const major = gss.accept(
        to.minor,
        context,
        handles.credential,
        given(token ?? new Uint8Array(0)),
        null,
        to.client,
        null,
        to.reply,
        to.flags,
        null,
        null,
      );
      return answerOf(handles, context, to, major);
    },
  };
}

const asked = Flag.mutual | Flag.replay | Flag.sequence | Flag.confidentiality | Flag.integrity;

/** A client of `service@host`, with the tickets of this user. */
export function initiator(library: GssLibrary, service: string, host: string): Side {
  const { gss } = library;
  type Args = Parameters<typeof gss.initiate>;
  const prepared = (handles: Handles, token: Uint8Array | null) => {
    const minor: Out<number> = [0];
    const context: Out<Handle> = [handles.context];
    const reply = emptyDescriptor();
    const flags: Out<number> = [0];
    const input = token === null ? null : given(token);
    const args: Args = [
      minor,
      null,
      context,
      handles.name,
      kerberos,
      asked,
      0,
      null,
      input,
      null,
      reply,
      flags,
      null,
    ];
    const answer = (major: number): Answer => {
      handles.context = context[0];
      return { major, minor: minor[0], reply, flags: flags[0] };
    };
    return { args, answer };
  };
  return {
    async prepare(handles) {
      handles.name = importName(library, `${service}@${host}`, hostBasedService);
    },
    async call(handles, token) {
      const { args, answer } = prepared(handles, token);
      return answer(await inThread(gss.initiate, ...args));
    },
    callSync(handles, token) {
      const { args, answer } = prepared(handles, token);
      return answer(gss.initiate(...args));
    },
  };
}

/**
 * A function of the library in a thread of libuv's pool. What it is given must not be changed meanwhile, nor
 * collected: the callback holds on to it.
 */
function inThread<Args extends unknown[]>(
  // biome-ignore lint/suspicious/noExplicitAny: koffi's type of a function's `async`
  fn: { async: (...args: any[]) => void },
  ...args: Args
): Promise<number> {
  return new Promise((resolve, reject) => {
    const held = { args };
    fn.async(...args, (error: Error | null, major: number) => {
      held.args.length = 0;
      if (error) reject(error);
      else resolve(major);
    });
  });
}
