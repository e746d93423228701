// libvirtd and virtgated begin with the same certificates, good and bad: the same words and the same status.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runToEnd } from "./harness-process.js";
import { missing, title } from "./peers.js";
import { files, incomplete, type TlsFilesRow, usualPlaces } from "./rows/tls-starting.js";
import { TlsPki } from "./tls-pki.js";
import { goodEnd, libvirtdBegins, virtgatedBegins, weBegin } from "./tls-start.js";

const why = missing("root", "namespaces", "libvirtd", "certtool", "openssl", "virtgated");

describe.skipIf(why)(title("TLS begins as libvirtd's", why), () => {
  let pki: TlsPki;
  beforeAll(async () => {
    pki = await TlsPki.make();
    const { folder } = pki;
    writeFileSync(join(folder, "GARBAGE"), "garbage\n");
    writeFileSync(join(folder, "EMPTY"), "");
    writeFileSync(join(folder, "BROKEN"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    mkdirSync(join(folder, "DIRECTORY"));
    await runToEnd("openssl", [
      "x509",
      "-in",
      pki.cert("ca"),
      "-outform",
      "DER",
      "-out",
      join(folder, "DER"),
    ]);
    const encrypt = ["pkcs8", "-topk8", "-in", pki.key("server"), "-passout", "pass:x"];
    await runToEnd("openssl", [...encrypt, "-out", join(folder, "ENCRYPTED")]);
  });
  afterAll(() => pki?.remove());

  const linesOf = ({ ca = "ca", cert = "server", key, crl, more = "" }: TlsFilesRow): string => {
    const path = (name: string, file: (name: string) => string) =>
      name.startsWith("/") ? name : /^[A-Z]+$/.test(name) ? join(pki.folder, name) : file(name);
    const keyName = key ?? (/^[A-Z/]/.test(cert) ? "server" : cert);
    const keyFile = (name: string) => (name.endsWith("-cert") ? pki.cert(name.slice(0, -5)) : pki.key(name));
    return `${more}
ca_file = "${path(ca, (name) => pki.cert(name))}"
cert_file = "${path(cert, (name) => pki.cert(name))}"
key_file = "${path(keyName, keyFile)}"
${crl === undefined ? "" : `crl_file = "${path(crl, (name) => pki.crl(name))}"`}`;
  };

  test.concurrent.each(files.map((row) => [JSON.stringify(row), row] as const))("%s", async (_title, row) => {
    const lines = linesOf(row);
    const expected = await libvirtdBegins(lines);
    const got = weBegin(lines);
    if (row.detailIsOurs) {
      const known = expected.words.replace(/[^:]*:[^:]*$/, "");
      expect({ ...got, words: got.words.slice(0, known.length) }).toEqual({ ...expected, words: known });
    } else {
      expect(got).toEqual(expected);
    }
    expect(expected.status).toBe(6);
  });

  test.concurrent.each(incomplete)("%j", async (lines) => {
    expect(weBegin(lines)).toEqual(await libvirtdBegins(lines));
  });

  test("with good certificates it is only the port that is wrong", async () => {
    expect(await libvirtdBegins(linesOf({}))).toEqual({ status: 6, words: goodEnd });
  });

  describe("the usual places", () => {
    test.concurrent.each(usualPlaces.map((row) => [row.title, row] as const))(
      "%s",
      async (_title, { prepare, lines = "" }) => {
        const good = `mkdir -p $0/pki/CA $0/pki/libvirt/private; cp PKI/ca-cert.pem $0/pki/CA/cacert.pem
cp PKI/server-cert.pem $0/pki/libvirt/servercert.pem; cp PKI/leaf-key.pem $0/pki/libvirt/private/serverkey.pem`;
        const commands = prepare.replace("GOOD", good).replaceAll("PKI", pki.folder);
        const [expected, got] = await Promise.all([
          libvirtdBegins(lines, commands),
          virtgatedBegins(lines, commands),
        ]);
        expect(got).toEqual(expected);
        expect(expected.status).toBe(6);
      },
    );
  });
});
