// Host names that may stand in a certificate.
import { CertificateError } from "../problem.js";
import { hostLabelMaxChars, hostNameMaxChars } from "./limits.js";

/** Throws CertificateError for what is no host name; `*` may stand for the whole first label. */
export function checkHostName(name: string): void {
  const shown = name.replace(/[^ -~]/gu, "?").slice(0, 80);
  if (name.length > hostNameMaxChars) {
    throw new CertificateError(
      `'${shown}' is longer than a host name can be (${hostNameMaxChars} characters)`,
    );
  }
  if (/[^\0-\x7f]/u.test(name)) {
    throw new CertificateError(
      `'${shown}' has letters beyond ASCII: write its xn-- form, which is what clients compare`,
    );
  }
  if (/^[\d.]+$/.test(name) || name.includes(":"))
    throw new CertificateError(`'${shown}' is not an IP address`);
  const labels = name.split(".");
  const [first, ...rest] = labels;
  const good = (label: string) =>
    /^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?$/.test(label) && label.length <= hostLabelMaxChars;
  if (!(first === "*" ? rest.length > 0 : good(first!)) || !rest.every(good)) {
    throw new CertificateError(`'${shown}' is not a host name`);
  }
}
