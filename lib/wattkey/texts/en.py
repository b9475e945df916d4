# en.py - the texts in English
"""One line for each text: key, blank, words. See wattkey.text."""

BLOB = """
title.home WattKey
title.mail New file
title.publish Report
title.ready Eject
title.problem Please note
title.recharge Recharge
title.read_back Read usage
title.close Close relay
title.main Menu
title.settings Settings
title.language Language
title.usage Used
title.read Meter shows
title.collect Meter box
title.registers Registers
title.purchases Purchases
title.about About
title.selftest Self-test
title.aim Aim
title.codes Codes
title.seller Seller
title.uplink Uplink
title.pin PIN
title.pin_give PIN
title.pin_set Set PIN
title.pin_change Change PIN
title.pin_off PIN off
title.update Update
title.boot_drive Boot drive
menu.recharge Recharge
menu.close Close relay
menu.seller Seller
menu.read_back Read usage
menu.nothing No purchase|waiting for you
menu.unissued Not issued yet|ask the seller
menu.main Menu
menu.read Read meter
menu.collect Read the box
menu.usage Last usage
menu.purchases Purchases
menu.settings Settings
menu.language Language
menu.about About
menu.selftest Self-test
menu.aim Aim at a meter
menu.codes Codes
menu.uplink Uplink
menu.pin_set Set PIN
menu.pin_change Change PIN
menu.pin_off PIN off
menu.update Update
menu.boot_drive Boot drive
language.zh 中文
language.en English
row.insecure INSECURE
row.rate1 T1
row.rate2 T2
row.rate3 T3
row.rate4 T4
row.more T5+ ...
state.read read
state.silent silent
state.refused refuses
state.unsure unsure
state.unread not read
state.exchanged exchanged
row.total Total
row.sharp Sharp
row.peak Peak
row.flat Flat
row.valley Low
row.voltage Volts
row.current Amps
row.power Power
row.number No.
row.credit Credit %s
row.dark Relay is open
row.tripped Off %s
row.itself by the meter
row.ordered by order
row.least Buy %s+
row.bought Bought %s
row.read Read at
row.waiting %s waiting
row.unsure %s unsure
row.loaded %s loaded
row.disputed %s M53
row.cancelled %s void
row.settled %s settled
row.next %s next
row.order No.%s %s
row.card Card number
row.meter Meter number
row.chip Chip number
row.firmware Firmware %s
row.free Free %s KB
row.battery Battery %s
row.see_all All lit? #=y *=n
row.test_chip Chip %s
row.test_link Infrared %s
row.test_atr Chip ATR %s
row.test_flash Flash %s KB
row.test_pads LED pads %s
row.test_drive Drive %s
row.test_screen Screen %s
row.test_keys Keys %s
row.unsigned UNSIGNED
row.loose DEV: loose files
keys.any Press any key
keys.again #=again  *=back
keys.close C=close  *=back
keys.yes #=yes  *=no
keys.ok #=%s
keys.menu A↑ B↓ #=OK
keys.pin #=OK  *=delete
mail.received %s|received
mail.issued Handheld ready:|issued by seller
mail.cancelled Taken back:|ask the seller
mail.settled Settled: you can|buy again
mail.unlocked PIN is removed:|set a new one
mail.held Already here,|not loaded yet
mail.copying Still copying,|please wait
mail.ready Report ready.|Eject, press #
mail.publishing Saving report...|do not unplug
mail.updated Now running:|version %s
step.unlock Point at the|meter's eye
step.find Looking for a|meter: point
step.read Reading it,|keep pointing
step.meters Looking at the|list of meters
step.collect Read %s of %s|Failed: %s
step.search %s, %s bps|Found: %s
step.stopping Stopping,|one moment
step.login Meter %s|%s
step.compare Comparing,|keep pointing
step.load Loading,|keep pointing
step.proof Making sure,|keep pointing
step.usage Reading usage,|keep pointing
step.loaded Loaded %s|keep pointing
step.relay Checking relay,|keep pointing
step.close Closing relay,|keep pointing
step.test_chip Testing chip
step.test_link Testing infrared|cover with hand
step.test_drive Testing drive
step.listen Point at the|seller's eye
step.talk Talking to the|seller, hold on
step.verify Checking it,|one moment
step.install Starting the|new version
step.room Making room,|do not unplug
step.boot Drive RPI-RP2|opens on the PC
sorry.point No answer:|point again
sorry.failed Did not work:|point again
say.go_on Read %s of %s|#=go on|*=from the start
say.last_pass Read %s of %s|#=read again|*=show the table
say.unplug Unplug first,|then start again
say.known Read %s of %s|#=again *=table|0=search again
say.no_list There is no list|#=search meters|*=back
say.loaded Loaded %s|Credit %s
say.read_back Usage is read:|Credit %s
say.press_close Press C to close|the relay
say.own_key Now hold the|meter's key, 5 s
say.light Credited. Turn|the power on?
say.nothing There is nothing|to load
sorry.locked Meter refuses:|is it yours?
sorry.seller Please go to|the seller
sorry.stop Too many tries:|again later
sorry.hung Meter is locked:|come tomorrow
sorry.newer Meter too new:|see the seller
sorry.later Not booked yet:|point later
sorry.confirm Credited: seller|confirms it
sorry.mac Meter refused.|See the seller
sorry.document Not taken:|ask the seller
sorry.nobody Seller is not|there: try again
say.closed Relay is closed,|power is on
say.already Relay is closed|already
say.no_reading No reading yet:|recharge first
say.language Language is now|English
say.press_all Press every key,|twice to finish
say.pin Your PIN
say.pin_old Old PIN
say.pin_new New, 4-8 digits
say.pin_again Once more
say.pin_set The PIN is set:|do not forget it
say.pin_off The PIN is off
sorry.full Will not last:|plug in, repeat
say.reported The seller has|your report
say.accepted The seller's|file is taken
say.uplink Asked %s|Answered %s
say.rest Next in %s min|Flash: %s years|#=table
say.wears Next in %s min|Wears out: %s yr|#=table
say.update %s -> %s|by %s|#=install *=no
say.older %s is older|than %s!|#=go on *=no
say.no_image No other image|on the drive
say.boot For a UF2 from|your PC only|#=go on *=back
say.boot_cost A UF2 may wipe|all files on it|#=start *=back
sorry.forbidden Closing is not|permitted yet
err.T21 File is too long|to be a purchase
err.T22 File is damaged:|copy it again
err.T23 This is not a|WattKey file
err.T24 Unknown field:|ask the seller
err.T25 File incomplete:|copy it again
err.T26 Wrong value:|ask the seller
err.T27 Data is damaged:|send it again
err.T28 Cannot read it:|copy it again
err.T29 List of meters:|no. %s is wrong
err.T30 It is a folder:|copy the file
err.T31 File not genuine|ask the seller
err.T32 For another card|ask the seller
err.T33 It is meant for|another meter
err.T34 This file was|already used up
err.T35 An earlier file|is missing
err.T36 Count too low:|ask the seller
err.T37 It waits: load|the earlier one
err.T38 Wrong amount:|ask the seller
err.T39 Not issued yet:|ask the seller
err.T40 Compare with the|meter first
err.T41 No answer:|point again
err.T42 Meter refuses:|is it yours?
err.T43 Not your meter:|find your own
err.T44 Answer unclear:|point again
err.T45 Load refused:|see the seller
err.T46 Relay stays open|point again
err.T47 Closing is not|permitted yet
err.T48 PIN is missing:|enter it first
err.T50 No list: copy|meters.json
err.T51 No meter found:|check the wires
err.T52 List of meters:|file is too long
err.T53 List of meters:|save it as UTF-8
err.T54 File is missing:|readings.json
err.T61 Will not last:|plug in, repeat
err.T62 Wrong PIN:|%s tries left
err.T63 PIN is blocked:|see the seller
err.T64 Not the same:|once more
err.T65 Drive is full:|delete old files
err.T71 Full: come again|below %s
err.T72 Other customer:|see the seller
err.T73 Meter too old:|see the seller
err.T74 Meter is locked:|come tomorrow
err.T75 Over the limit:|see the seller
err.T76 Meter too new:|see the seller
err.T77 Not booked yet:|point later
err.T78 For power buy|%s or more
err.M51 Not sure yet:|point again
err.M52 Counts differ:|see the seller
err.M53 Bought elsewhere|see the seller
err.M54 Do not try again|see the seller
err.M55 Too many tries:|see the seller
err.M56 Credited: seller|confirms it
err.P01 No secure chip:|off and on again
err.P02 Chip unclear:|off and on again
err.P03 No infrared:|see the seller
err.P04 Keypad broken:|see the seller
err.P05 Drive unclear:|off and on again
err.P06 Folder mail lost|see the seller
err.P07 Screen broken:|see the seller
err.P08 No memory for|your settings
err.P09 Something failed|try once more
err.P10 Other chip type:|see the seller
err.P11 No uplink:|see settings
err.P12 Failed 3 times:|off and on again
err.P13 Battery empty:|charge it first
err.P14 No battery|gauge: settings
err.T81 It is no image|of WattKey
err.T82 Image damaged:|copy it again
err.T83 Not signed by|the right key
err.T84 Image is for|another board
err.T85 Image for other|CircuitPython
err.T86 Needs the newer|drive files too
err.T87 This version|runs already
err.T88 No room in nvm:|plug in, repeat
err.T89 Loose files run:|image not used
err.T90 New version did|not start: kept
err.T91 Drive is full:|delete old image
"""
