// The site's own behaviour. Every page works without it.
import "./forms.js";
import "./rank-list.js";
import "./own-digits.js";
import "./look-up.js";
import "./fetch-round.js";
