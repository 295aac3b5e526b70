# The texts of the site in English. Project Fluent; docs/website.md says how to change them.
# es.ftl has the same texts, with the same arguments; a test compares them.

brand = Nudge
motto = the messenger network, back on a machine near you
language-name = English

## Around every page

skip = Skip to the content
title = { $title } · { brand }
navigation = Parts of the site
signed-in-as = Signed in as { $name }
sign-out = Sign out
language-label = Language
theme-label = Look
theme-system = As the system
theme-light = Light
theme-dark = Dark
foot = Nudge is free software, and not affiliated with Microsoft.

## Tabs

tab-home = Home
tab-connect = Connect
tab-sign-in = Sign in
tab-register = Register
tab-contacts = Contacts
tab-history = History
tab-tokens = Tokens
tab-profile = Profile
tab-places = Places
tab-security = Security
tab-administration = Administration

## Home

home-title = Your old Messenger works here
home-lead = This is a server for MSN Messenger. Programs from 1999 to 2005 sign in here as they are, see who is there, and chat, each version with every other.
home-connect = Connect your client
home-connect-lead = Open this page on the machine that it runs on, and pick the program. Help, About in its menu tells the version.
home-facts = What to expect
home-fact-untouched = Nothing is patched
    .text = Your Messenger only has to be told where the server is now: by a small file, or by a few lines. Both are made here, and can be taken back.
home-fact-together = Everybody with everybody
    .text = Somebody with 1.0 on Windows 98 talks with somebody with 7.5 on Windows XP. What one of them does not know is left out, and nothing is garbled.
home-fact-passwords = Passwords stay out of old programs
    .text = An old program signs in with an access token: a password for that one machine, which you can take back at any time.

client-1-4 = MSN Messenger 1.0 to 4.7
    .which = On Windows 95 to XP; also Windows Messenger 4.0 to 4.6 on Windows XP.
client-windows-messenger = Windows Messenger 4.7 to 5.1
    .which = As it comes with Windows XP SP1 and later (4.7.2009 on), and 5.0 and 5.1.
client-5 = MSN Messenger 5.0
    .which = On Windows 98 to XP.
client-6 = MSN Messenger 6.0 to 6.2
    .which = On Windows 98 to XP.
client-70 = MSN Messenger 7.0
    .which = On Windows 98 to XP.
client-75 = MSN Messenger 7.5
    .which = On Windows XP and later.
client-mac = Messenger for Mac
    .which = Microsoft's own, on Mac OS X.
client-third-party = Other programs
    .which = Pidgin, aMSN, Miranda, BitlBee and others that speak MSNP12 or older, or are told to.

## What goes wrong

error-code = Error { $code }
error-home = Back to the first page
error-400 = That could not be understood
    .text = What your browser has sent is not what this page expects. Go back, load the page anew, and try again.
error-403 = This is not for you
    .text = You are not allowed to see this page, or to do this. If you think that you are, sign in with the right account.
error-404 = There is no such page
    .text = The address may be mistyped, or the page has moved.
error-405 = That cannot be done here
    .text = This page is there, but it does not take what your browser has sent.
error-413 = That was too much
    .text = A form may have 64 KiB. Make it shorter, and try again.
error-429 = Not so fast
    .text = There were too many attempts in a short time. Wait a few minutes, and try again.
error-500 = Something went wrong on our side
    .text = It was not your fault, and whoever runs this server can read in its log what happened. Try again later.
error-503 = The server is busy
    .text = It cannot answer just now. Try again in a minute.
error-stale-form = This form is too old
    .text = Forms are good for one reader and one sitting, and need cookies. Go back, load the page anew, and send it again.
error-foreign-form = This form is not one of ours
    .text = Your browser says that it was sent from another site, so nothing was done. If you meant it, do it from here.

## Parts of pages

pager-label = Pages
pager-before = Before
pager-after = After
pager-page = Page { $page } of { $pages }
secret-copy = Copy
secret-copied = Copied
chart-figures = The figures
status-online = Online
status-busy = Busy
status-away = Away
status-offline = Offline

## Dates; all of them are in UTC

date = { $day } { $month } { $year }
moment = { $date }, { $time } UTC
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
