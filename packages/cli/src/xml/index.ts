export {
  childAt,
  childOf,
  childrenOf,
  contentOf,
  isElement,
  textOf,
  type XmlElement,
  type XmlNode,
} from "./element.js";

export { parseXml, XmlError } from "./parse.js";
export { serializeXml } from "./serialize.js";
