// How a command fails: the lines that virsh would print.

/** The command's own words, and perhaps the error that libvirt or the host gave as the reason. */
export class Failure extends Error {
  override name = "Failure";

  /** `cause`: a LibvirtError, whose message becomes a second line. */
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}

/** Waits for `work`; should it fail, says first what could not be done. */
export async function attempt<T>(message: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    throw new Failure(message, thrown);
  }
}
