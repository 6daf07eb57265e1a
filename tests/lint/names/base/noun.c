int noun_size(void);
