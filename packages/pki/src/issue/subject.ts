// A subject as DER, with the string types that certtool chooses.
import { Tag } from "../der.js";
import { oid, sequence, set, string } from "./der-writer.js";
import { type NamePart, nameOids } from "./name.js";

/** X.680, section 41.4. What has other letters becomes UTF-8. */
const isPrintable = (text: string) => /^[A-Za-z0-9 '()+,./:=?-]*$/.test(text);

function stringTag({ type, value }: NamePart): number {
  if (type === "EMAIL" || type === "DC") return Tag.ia5String;
  return isPrintable(value) ? Tag.printableString : Tag.utf8String;
}

/** One attribute a part; DER of a name (of a certificate that is renewed) stays as it is. */
export const subjectDer = (subject: readonly NamePart[] | Uint8Array): Uint8Array =>
  subject instanceof Uint8Array
    ? subject
    : sequence(
        ...subject.map((part) =>
          set(sequence(oid(nameOids[part.type]), string(stringTag(part), part.value))),
        ),
      );
