// The picture on a receipt leads to the record with the code behind a "#": browsers keep that part to themselves, so no log
// on the way holds who looked for which code. Here it goes into the field; the person sends it.
const wanted = /^#([0-9A-HJKMNP-TV-Z]{52})$/.exec(location.hash);
const lookUp = document.querySelector('form[action="/record"] input[name="code"]');
if (wanted && lookUp && !lookUp.value) lookUp.value = wanted[1].replace(/(.{4})(?=.)/g, "$1 ");
