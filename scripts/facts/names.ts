// libvirt's names -> ours.

/** domain_get_xml_desc -> domainGetXmlDesc. Letters that are upper case stay so: nrVirtCpu. */
export function camel(name: string): string {
  return name.replace(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** VIR_DOMAIN_RUNNING -> virDomainRunning. */
export function camelMacro(name: string): string {
  return camel(name.toLowerCase());
}

/** The first letter in upper case: running -> Running. */
export function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
