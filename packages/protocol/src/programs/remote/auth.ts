// Sign-in. These five calls are all that a client may make before it has signed in.

import { array } from "../../composite.js";
import { call } from "../../program.js";
import { char, enumeration, int, text } from "../../xdr.js";
import { authSaslDataMax, authTypeListMax } from "./limits.js";

/** remote_auth_type: the kinds of sign-in that authList answers. */
export const AuthType = { none: 0, sasl: 1, polkit: 2 } as const;

// In SASL data, `nil` tells no data (1) from data of no bytes (0).
export const authCalls = () => ({
  authList: call(66, () => ({
    api: null,
    ret: { types: array(enumeration, authTypeListMax) },
    priority: "high",
    open: true,
  })),
  authSaslInit: call(67, () => ({
    api: null,
    ret: { mechlist: text },
    priority: "high",
    open: true,
  })),
  authSaslStart: call(68, () => ({
    api: null,
    args: { mech: text, nil: int, data: array(char, authSaslDataMax) },
    ret: { complete: int, nil: int, data: array(char, authSaslDataMax) },
    priority: "high",
    open: true,
  })),
  authSaslStep: call(69, () => ({
    api: null,
    args: { nil: int, data: array(char, authSaslDataMax) },
    ret: { complete: int, nil: int, data: array(char, authSaslDataMax) },
    priority: "high",
    open: true,
  })),
  authPolkit: call(70, () => ({
    api: null,
    ret: { complete: int },
    priority: "high",
    open: true,
  })),
});
