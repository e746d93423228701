// Seconds since 1970 as virt-admin shows them: 2026-11-22 00:37:36+0000, in the user's time zone. virsh has a blank
// before the zone.

const two = (value: number) => String(value).padStart(2, "0");

export function localTime(seconds: bigint, beforeZone = ""): string {
  const time = new Date(Number(seconds) * 1000);
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  const east = -time.getTimezoneOffset();
  const zone = `${two(Math.floor(Math.abs(east) / 60))}${two(Math.abs(east) % 60)}`;
  return `${date} ${clock}${beforeZone}${east < 0 ? "-" : "+"}${zone}`;
}
