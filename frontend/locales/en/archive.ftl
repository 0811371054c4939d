### The pages of an archive: read without a server, they offer nothing that cannot work.

archive-said = This is an archive, frozen on { $date }. It can be read and verified, not answered.
archive-origin = See this process on the site it comes from
archive-vote-open = The vote was open when this archive was made.
archive-folder = FOLDER
archive-verify = This archive holds the whole log: give the program the folder in which you keep it.
