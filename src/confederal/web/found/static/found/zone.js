// The time zone of this device is proposed; what was chosen already stays.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const choice = document.querySelector("form[data-propose-zone] select[name=time_zone]");
if (choice?.value === "UTC" && [...choice.options].some(({ value }) => value === zone)) choice.value = zone;
