// Who shares a login, and for how long.

import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { closeAll, dial, type How, password, removeFolder, sshd } from "../../testing/fake-sshd.js";

afterEach(closeAll);
afterAll(removeFolder);

describe("one login", () => {
  const credentials = () => password;

  test("for those who come together, until the last has gone", async () => {
    const fake = await sshd();
    const how: How = { share: true, credentials };
    const used = await Promise.all(Array.from({ length: 5 }, () => dial(fake.port, how)));
    expect(fake.logins).toBe(1);
    for (const { release } of used) release();
    // It stays for whoever comes next.
    (await dial(fake.port, how)).release();
    expect(fake.logins).toBe(1);
    const other = await dial(fake.port, { share: true, credentials: () => password });
    expect(fake.logins).toBe(2);
    other.release();
  });

  test("that fails is nobody's", async () => {
    const fake = await sshd();
    let answer = "wrong";
    const asks = vi.fn(() => {
      if (answer === "wrong") throw new Error("not now");
      return password;
    });
    const how: How = { share: true, credentials: asks };
    const together = await Promise.allSettled([dial(fake.port, how), dial(fake.port, how)]);
    expect(together.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(asks).toHaveBeenCalledTimes(1);
    answer = "right";
    (await dial(fake.port, how)).release();
    expect(fake.logins).toBe(1);
  });

  test("goes on when one of those who wait for it gives up", async () => {
    const fake = await sshd();
    let answer = (_: typeof password) => {};
    let isAsked = false;
    const slow = () =>
      new Promise<typeof password>((resolve) => {
        isAsked = true;
        answer = resolve;
      });
    const how: How = { share: true, credentials: slow };
    const aborter = new AbortController();
    const first = dial(fake.port, { ...how, signal: aborter.signal });
    const second = dial(fake.port, how);
    await expect.poll(() => isAsked).toBe(true);
    aborter.abort(new Error("enough"));
    await expect(first).rejects.toThrow("enough");
    answer(password);
    (await second).release();
    expect(fake.logins).toBe(1);
  });
});
